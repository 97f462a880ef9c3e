"""Who may do what with evidence: the team edits, who sees facts sees evidence, the unit hands in.

Only the firm's manager erases for good; whoever is inside, the reviewer too, may check a link.
"""

import rules

from evaluations.projects.rules import HARMLESS, has_role, is_firm_admin, is_inside, is_team

VIEW, EDIT, ERASE, CHECK = "evidence.view", "evidence.edit", "evidence.erase", "evidence.check"
VIEW_REQUESTS, HAND_IN = "evidence.view_requests", "evidence.hand_in"

is_unit_contact = has_role("unit_contact")

rules.add_perm(VIEW, is_inside)
rules.add_perm(EDIT, is_team)
rules.add_perm(ERASE, is_firm_admin)
rules.add_perm(CHECK, is_inside)
rules.add_perm(VIEW_REQUESTS, is_inside | is_unit_contact)
rules.add_perm(HAND_IN, is_team | is_unit_contact)
HARMLESS.update({VIEW, VIEW_REQUESTS})
