"""Each speed against a named alternative, measured in the same run; see README.md."""
