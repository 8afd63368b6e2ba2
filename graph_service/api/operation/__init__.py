"""One GraphQL operation: parsed and judged, read against the schema of a role, run with a statement per root field."""
