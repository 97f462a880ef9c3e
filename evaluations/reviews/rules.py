"""Who may do what with comments (批注、意见): one sentence each.

What is open to whom to read is decided above (`reports.reading`); here is what one may do where one reads.
"""

import rules

from evaluations.projects.rules import (
    HARMLESS,
    has_any_role,
    has_role,
    is_firm_admin,
    is_in_charge,
    is_inside,
    is_team,
)

COMMENT = "reviews.comment"
DECIDE = "reviews.decide"
SEE_ALL = "reviews.see_all"

rules.add_perm(COMMENT, has_any_role | is_firm_admin)
rules.add_perm(DECIDE, is_team)
rules.add_perm(SEE_ALL, is_inside)

AUDIENCES = {
    "for_experts": has_role("expert"),
    "for_bureau": has_role("bureau_officer"),
    "for_unit": has_role("unit_contact"),
}
"""The groups beside the firm's own people that an opinion may be shown to, by the field that says so."""

VIEW_TABLE, ANSWER = "reviews.view_table", "reviews.answer"
VIEW_FORM, FILL = "reviews.view_form", "reviews.fill_form"
CONSULT, REPLY = "reviews.consult", "reviews.reply"

rules.add_perm(VIEW_TABLE, is_inside)
rules.add_perm(ANSWER, is_team)
rules.add_perm(VIEW_FORM, is_inside | has_role("expert"))
rules.add_perm(FILL, has_role("expert"))
rules.add_perm(CONSULT, is_in_charge)
rules.add_perm(REPLY, has_role("bureau_officer", "unit_contact"))
HARMLESS.update({VIEW_TABLE, ANSWER, VIEW_FORM, FILL, CONSULT, REPLY})
