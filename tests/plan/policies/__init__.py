"""Policies: what a role may not see it does not see, in no place of a plan and by no other name."""
