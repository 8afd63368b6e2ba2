"""The statements that write to Neo4j: each takes a batch of `$rows` and may be run twice without harm.

A row starts with the IRI of the entity; of a link it is (source IRI, target IRI), of an alias (its IRI, the entity's).
"""

from __future__ import annotations

from collections.abc import Iterable

from graph_service.ontology.naming import quote_cypher

FIND_NODE = "UNWIND $rows AS row\nMATCH (n:Entity {iri: row[0]})"
MERGE_NODE = "UNWIND $rows AS row\nMERGE (n:Entity {iri: row[0]})"
REMOVE = f"{FIND_NODE}\nDETACH DELETE n"

_FORGET = "REMOVE n:$([label IN labels(n) WHERE label <> 'Entity'])\nSET n = {iri: n.iri}"
FORGET_ALL = f"{FIND_NODE}\n{_FORGET}"
_OTHER = "n._class <> $cls OR any(label IN labels(n) WHERE label <> 'Entity' AND NOT label IN $labels)"
FORGET_OTHER_CLASS = f"{FIND_NODE}\nWITH n\nWHERE {_OTHER}\n{_FORGET}"

_ENDS = "UNWIND $rows AS row\nMATCH (s:Entity {{iri: row[0]}})\nMATCH (d:Entity {{iri: row[1]}})"
CREATE_LINKS = f"{_ENDS}\nCREATE (s)-[:{{kind}}]->(d)"
MERGE_LINKS = f"{_ENDS}\nMERGE (s)-[:{{kind}}]->(d)"
DELETE_LINKS = "UNWIND $rows AS row\nMATCH (n:Entity {{iri: row[0]}})-[old:{kind}]->()\nDELETE old"

FORGET_ALIASES = "UNWIND $rows AS row\nMATCH (a:`_Alias` {of: row[0]})\nDELETE a"
MERGE_ALIASES = "UNWIND $rows AS row\nMERGE (a:`_Alias` {iri: row[0]})\nSET a.of = row[1]"

META = "MATCH (m:`_Meta`) RETURN m {.generation, .ledger, .layout, .ontology, .loading, .entities, .beside}"
SET_META = "MERGE (m:`_Meta`)\nSET m += $meta"
COUNT = "MATCH (n:Entity) RETURN n._class AS cls, count(*) AS entities ORDER BY cls"

CLEAR_LINKS = "MATCH (:Entity)-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 20000 ROWS"
CLEAR_NODES = "MATCH (n:Entity) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS"
CLEAR_ALIASES = "MATCH (a:`_Alias`) CALL (a) { DELETE a } IN TRANSACTIONS OF 20000 ROWS"
CLEAR_META = "MATCH (m:`_Meta`) DELETE m"


def set_nodes(find: str, classes: Iterable[str], names: Iterable[str]) -> str:
    """Give nodes the labels of the classes and the properties in the order of a row; null takes a property away."""
    labels = "".join(f":{quote_cypher(cls)}" for cls in classes)
    items = [f"n.{quote_cypher(name)} = row[{number}]" for number, name in enumerate(names) if name != "iri"]
    return f"{find}\nSET {', '.join([f'n{labels}', *items])}"
