"""Ledger: contributions, aliases, quarantine and runs in SQLite; what is new comes, what is no longer said goes."""
