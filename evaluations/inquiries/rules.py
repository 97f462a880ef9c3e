"""Who may see who took part in an interview: the team that holds it, nobody else."""

import rules

from evaluations.projects.rules import HARMLESS, is_team

PARTICIPANTS = "inquiries.participants"

rules.add_perm(PARTICIPANTS, is_team)
HARMLESS.add(PARTICIPANTS)
