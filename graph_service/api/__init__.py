"""The service over HTTP: GraphQL from the ontology, questions, and what runs around both.

http/       a request: whose host, who asks, GraphQL or a question, problem details      app.py puts it together
operation/  one operation: parsed, judged, read against the schema of a role, run        limits.py, errors.py
planning/   a selection and its arguments → a plan; the plan's rows → the response
schema/     an ontology → types, fields, arguments and descriptions
"""
