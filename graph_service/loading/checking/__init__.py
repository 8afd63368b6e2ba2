"""Checking: a mapping before any file is read, and records by their contract; what breaks it is quarantined."""
