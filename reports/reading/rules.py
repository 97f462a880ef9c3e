"""Who may do what with what is read: one sentence each. What is open to whom stands in `ReadingGrant`."""

import rules

from evaluations.projects.rules import has_any_role, is_firm_admin, is_in_charge, is_inside

READ = "reading.read"
SEE_OPENINGS = "reading.see_openings"
OPEN = "reading.open"

rules.add_perm(READ, has_any_role | is_firm_admin)
rules.add_perm(SEE_OPENINGS, is_inside)
rules.add_perm(OPEN, is_in_charge)
