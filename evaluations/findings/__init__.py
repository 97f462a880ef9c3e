"""质量与统计: which sheets count, what all of them say, and getting it out. From answers to statistics."""
