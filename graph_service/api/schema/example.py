"""An example to start GraphiQL with: a page of the class that has most to tell, and what its links lead to."""

from __future__ import annotations

from graph_service.ontology.graphql_names import field_name, plural, type_name
from graph_service.ontology.model import Ontology

LINKS = 2


def example(ontology: Ontology) -> str:
    """A query over the ontology, valid against its schema; empty for an ontology without classes."""
    named = [cls for cls in ontology.classes if ontology.display_of(cls)] or list(ontology.classes)
    if not named:
        return ""
    cls = max(named, key=lambda one: (len(ontology.properties_of(one)), one))
    links = [prop for prop in ontology.properties_of(cls).values() if prop.range and not prop.many]
    inner = [f"{field_name(prop.name)} {{ {_told(ontology, prop.range or '')} }}" for prop in links[:LINKS]]
    lines = ["totalCount", "nodes {", *(f"  {one}" for one in (*_told(ontology, cls).split(), *inner)), "}"]
    body = "\n".join(f"    {line}" for line in lines)
    return f"{{\n  {plural(type_name(cls))}(first: 5) {{\n{body}\n  }}\n}}\n"


def _told(ontology: Ontology, cls: str) -> str:
    display = ontology.display_of(cls)
    return f"id {field_name(display)}" if display else "id"
