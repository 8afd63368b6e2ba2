"""Stores: a ReadyPlan → one statement → rows, and what is served.

protocol    what a store must do              sql/, cypher/  a ReadyPlan → one statement of the language
sqlite      the embedded store                neo4j/         Neo4j, read and published
layout      the served tables                 typed, rows    what both compilers and both stores share
"""
