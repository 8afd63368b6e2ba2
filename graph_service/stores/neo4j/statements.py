"""The statements that write to Neo4j: each takes a batch of `$rows` and may be run twice without harm.

A row starts with the IRI of the entity; of a link it is (source IRI, target IRI).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from graph_service.ontology.naming import quote_cypher

FIND_NODE = "UNWIND $rows AS row\nMATCH (n:Entity {iri: row[0]})"
MERGE_NODE = "UNWIND $rows AS row\nMERGE (n:Entity {iri: row[0]})"
REMOVE = f"{FIND_NODE}\nDETACH DELETE n"

_FORGET = "REMOVE n:$([label IN labels(n) WHERE label <> 'Entity'])\nSET n = {iri: n.iri}"
FORGET_ALL = f"{FIND_NODE}\n{_FORGET}"
FORGET_OTHER_CLASS = f"{FIND_NODE}\nWITH n\nWHERE n._class <> $cls\n{_FORGET}"

_ENDS = "UNWIND $rows AS row\nMATCH (s:Entity {{iri: row[0]}})\nMATCH (d:Entity {{iri: row[1]}})"
CREATE_LINKS = f"{_ENDS}\nCREATE (s)-[:{{kind}}]->(d)"
MERGE_LINKS = f"{_ENDS}\nMERGE (s)-[:{{kind}}]->(d)"
DELETE_LINKS = "UNWIND $rows AS row\nMATCH (n:Entity {{iri: row[0]}})-[old:{kind}]->()\nDELETE old"

META = "MATCH (m:`_Meta`) RETURN m {.generation, .ledger, .ontology, .loading, .entities, .beside}"
SET_META = "MERGE (m:`_Meta`)\nSET m += $meta"
COUNT = "MATCH (n:Entity) RETURN n._class AS cls, count(*) AS entities ORDER BY cls"

CLEAR_LINKS = "MATCH (:Entity)-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 20000 ROWS"
CLEAR_NODES = "MATCH (n:Entity) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS"
CLEAR_META = "MATCH (m:`_Meta`) DELETE m"


def set_nodes(find: str, classes: Iterable[str], names: Iterable[str]) -> str:
    """Give nodes the labels of the classes and the properties in the order of a row; null takes a property away."""
    labels = "".join(f":{quote_cypher(cls)}" for cls in classes)
    items = [f"n.{quote_cypher(name)} = row[{number}]" for number, name in enumerate(names) if name != "iri"]
    return f"{find}\nSET {', '.join([f'n{labels}', *items])}"


def key_alias(iri: str) -> tuple[str, dict[str, Any]] | None:
    """The look-up of an alias `{base}{Class}/{key}/{value}` by the key it is made of; None if it is no such alias."""
    parts = iri.rsplit("/", 3)
    if len(parts) < 4 or not all(parts):
        return None
    base, cls, key, text = (parts[0], *map(unquote, parts[1:]))
    values = [text, int(text)] if text.isdecimal() else [text]
    found = f"MATCH (n:{quote_cypher(cls)})\nWHERE n.{quote_cypher(key)} IN $values AND n.iri STARTS WITH $base"
    return f"{found}\nRETURN n.iri LIMIT 2", {"values": values, "base": f"{base}/"}
