"""Plans from and to documents: YAML, JSON, JSON Schema."""
