"""Faces over HTTP: the ontology as a GraphQL schema, selections as plans, one statement for each root field."""
