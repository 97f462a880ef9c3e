"""问卷: questionnaires as data, the way through them, what came in, how it is coded and counted. Pure."""
