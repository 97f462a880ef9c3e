"""The pages of collecting: the overview, the sample, codes, sheets from paper, answers from Excel."""
