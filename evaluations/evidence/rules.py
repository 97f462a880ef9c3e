"""Who may do what with evidence: the team edits, who sees facts sees evidence, the unit hands in."""

import rules

from evaluations.projects.rules import has_role, is_inside, is_team

is_unit_contact = has_role("unit_contact")

rules.add_perm("evidence.view", is_inside)
rules.add_perm("evidence.edit", is_team)
rules.add_perm("evidence.view_requests", is_inside | is_unit_contact)
rules.add_perm("evidence.hand_in", is_team | is_unit_contact)
