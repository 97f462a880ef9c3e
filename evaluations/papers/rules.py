"""Who may do what with working papers, beyond the rights on a project: reviewers and leads check them."""

import rules

from evaluations.projects.rules import has_role, is_firm_admin

CHECK = "papers.check"

is_checker = has_role("lead", "reviewer") | is_firm_admin

rules.add_perm(CHECK, is_checker)
