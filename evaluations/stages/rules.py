"""Who sees the stages, and who may move them. Who may sign which place: `queries.waiting_for`."""

import rules

from evaluations.projects.rules import HARMLESS, has_any_role, is_firm_admin, is_in_charge, is_inside

VIEW, SIGN, MOVE, ARRANGE = "stages.view", "stages.sign", "stages.move", "stages.arrange"

rules.add_perm(VIEW, is_inside)
rules.add_perm(SIGN, has_any_role | is_firm_admin)
rules.add_perm(MOVE, is_in_charge)
rules.add_perm(ARRANGE, is_in_charge)
HARMLESS.update({VIEW, SIGN, MOVE, ARRANGE})
