"""Attacks: what a role may not read does not show on any face, and hostile input ends in one clear finding."""
