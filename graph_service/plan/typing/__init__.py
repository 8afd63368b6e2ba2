"""Types, units and constants of a plan."""
