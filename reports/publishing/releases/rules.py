"""Who may issue a report."""

import rules

from evaluations.projects.rules import has_role, is_firm_admin

ISSUE = "publishing.issue"

rules.add_perm(ISSUE, has_role("lead") | is_firm_admin)
