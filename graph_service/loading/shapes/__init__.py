"""Shapes: SHACL on merged entities, as set-based queries over the served tables."""
