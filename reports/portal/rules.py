"""Who may compare the years of a programme: the bureau, and the firm's people."""

import rules

from evaluations.projects.rules import HARMLESS, has_role, is_inside

COMPARE = "portal.compare"

rules.add_perm(COMPARE, is_inside | has_role("bureau_officer"))
HARMLESS.add(COMPARE)
