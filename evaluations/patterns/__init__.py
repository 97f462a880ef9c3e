"""模板与提纲: what a firm keeps for its next projects, listed, edited, copied and retired in one place."""
