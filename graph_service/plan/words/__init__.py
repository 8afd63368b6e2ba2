"""Plans in plain words."""
