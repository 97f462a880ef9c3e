"""问卷设计: the draft of a questionnaire, its publishing in versions, and the library of a firm."""
