"""The pages of 问卷设计: the draft, its questions, versions, sources; the firm's library."""
