"""Who may see and make the archives of a project."""

import rules

from evaluations.projects.rules import HARMLESS, is_in_charge, is_inside

VIEW, MAKE = "archiving.view", "archiving.make"

rules.add_perm(VIEW, is_inside)
rules.add_perm(MAKE, is_in_charge)
HARMLESS.update({VIEW, MAKE})
