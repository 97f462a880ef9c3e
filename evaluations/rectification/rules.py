"""Who sees rectification, who sets it, who works on it, who decides; that two do it, the actions see to."""

import rules

from evaluations.projects.rules import HARMLESS, has_role, is_in_charge, is_inside, is_team

VIEW, SET = "rectification.view", "rectification.set"
WORK, DECIDE = "rectification.work", "rectification.decide"

is_outside = has_role("bureau_officer", "unit_contact")

rules.add_perm(VIEW, is_inside | is_outside)
rules.add_perm(SET, is_in_charge)
rules.add_perm(WORK, is_team | is_outside)
rules.add_perm(DECIDE, is_in_charge | has_role("bureau_officer"))
HARMLESS.update({VIEW, SET, WORK, DECIDE})
