"""The rule kinds of the evaluation dossier, each with its reading, its arithmetic and its words."""
