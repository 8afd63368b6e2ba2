"""Staging: read, check, map; one product's contributions lie in DuckDB, ready for the ledger."""
