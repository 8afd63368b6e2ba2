"""Policies as values: what a role may see, compiled once, and the guards for rows."""
