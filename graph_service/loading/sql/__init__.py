"""SQL that staging writes: the door to DuckDB, literals, and expressions that know how they read as text."""
