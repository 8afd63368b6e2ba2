"""Mapping: what the columns of a record mean, read from YARRRML or R2RML, and written as one SELECT per triples map."""
