"""Who may do what with the collected facts: one sentence each."""

import rules

from evaluations.projects.rules import has_role

rules.add_perm("fieldwork.fill_in", has_role("unit_contact"))
