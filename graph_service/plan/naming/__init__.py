"""Names resolved: classes, links, governed formulas, patterns."""
