"""Who may do what on a project: one sentence each.

A person has one role on a project; a firm's admin also runs the firm's projects. An expert works where they
are asked: what was opened for reading, the form of a round, comparing weights; never beside that in the
team's papers and scores. The operator of the platform has no right on any: `rules.has_perm` is asked
directly, so that Django's superuser shortcut does not apply.
"""

import rules


def _asked_once(project, question, user, answer):
    """`answer()` for this person, kept on the project object, which lives for one request."""
    known = vars(project).setdefault("_asked", {})
    if (question, user.pk) not in known:
        known[question, user.pk] = answer()
    return known[question, user.pk]


UNDECLARED = "undeclared"
"""In place of `expert` until the person has signed their declaration of independence (财监〔2021〕4号): an
appointment without one is refused, so that this role opens the page of the declaration and nothing else."""


def role_of(project, user):
    """The person's role on the project."""
    role = project.members.filter(user=user).values_list("role", flat=True).first()
    if role == "expert" and not project.declarations.filter(user=user).exists():
        return UNDECLARED
    return role


def has_role(*roles: str) -> rules.Predicate:
    """Whether the person's role on the project is one of `roles`."""

    @rules.predicate(f"role in {roles}")
    def holds(user, project):
        return _asked_once(project, "role", user, lambda: role_of(project, user)) in roles

    return holds


@rules.predicate
def is_firm_admin(user, project):
    """机构管理员 of the project's firm."""
    admins = project.firm.memberships.filter(user=user, role="admin")
    return _asked_once(project, "admin", user, admins.exists)


has_any_role = has_role(
    "lead", "manager", "evaluator", "reviewer", "expert", "bureau_officer", "unit_contact", UNDECLARED
)
must_declare_first = has_role(UNDECLARED) & ~is_firm_admin
is_in_charge = has_role("lead", "manager") | is_firm_admin
is_team = has_role("lead", "manager", "evaluator") | is_firm_admin
is_inside = has_role("lead", "manager", "evaluator", "reviewer") | is_firm_admin

DECLARE = "projects.declare"

rules.add_perm("projects.view", has_any_role | is_firm_admin)
rules.add_perm("projects.view_facts", is_inside)
rules.add_perm("projects.view_scores", is_inside)
rules.add_perm("projects.view_report", is_inside)
rules.add_perm("projects.view_history", is_inside)
rules.add_perm("projects.edit", is_team)
rules.add_perm("projects.view_weighing", is_inside | has_role("expert"))
rules.add_perm("projects.weigh", is_team | has_role("expert"))
rules.add_perm("projects.compare", has_role("expert"))
rules.add_perm("projects.export", is_inside)
rules.add_perm("projects.run_scoring", is_team)
rules.add_perm("projects.make_report", is_team)
rules.add_perm("projects.manage", is_in_charge)
rules.add_perm("projects.make_template", has_role("lead") | is_firm_admin)
rules.add_perm(DECLARE, has_role("lead", "manager", "evaluator", "reviewer", "expert", UNDECLARED))

SEEING = frozenset(
    {
        "projects.view",
        "projects.view_facts",
        "projects.view_scores",
        "projects.view_report",
        "projects.view_weighing",
        "projects.compare",
        "projects.view_history",
    }
)
"""Rights to see: who lacks one is told that nothing is there (404); who lacks another is refused (403)."""

HARMLESS = {
    *SEEING,
    "projects.export",
    "projects.run_scoring",
    "projects.make_report",
    "projects.make_template",
    DECLARE,
}
"""Rights that change nothing that is signed: they stay where all others are gone, on what is frozen.

Slices add their own."""
