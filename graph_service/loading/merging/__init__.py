"""Merging: contributions that speak of the same entity become one, and its values are served."""
