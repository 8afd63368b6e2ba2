"""Walking a plan: every part with its place."""
