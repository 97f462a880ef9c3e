"""Who gets a released report, who signs for it, and who may share it."""

import rules

from evaluations.projects.rules import HARMLESS, has_role, is_in_charge, is_inside

VIEW, DOWNLOAD = "delivery.view", "delivery.download"
RECEIVE, SHARE = "delivery.receive", "delivery.share"

is_officer = has_role("bureau_officer")

rules.add_perm(VIEW, is_inside | is_officer)
rules.add_perm(DOWNLOAD, is_inside | is_officer)
rules.add_perm(RECEIVE, is_officer)
rules.add_perm(SHARE, is_in_charge | is_officer)
HARMLESS.update({VIEW, DOWNLOAD, RECEIVE, SHARE})
