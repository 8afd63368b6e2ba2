"""The schema of an ontology: its types, fields, arguments and descriptions, each carrying the term it stands for."""
