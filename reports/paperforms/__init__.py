"""纸质问卷: a questionnaire printed for people with a pen, and for whoever types the sheets in afterwards."""
