"""The slice of the ontology a model may see: what the actor may, in a few words a term."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.ontology.model import Class, Ontology, Property
from graph_service.plan.policies.rights import Rights, rights_of
from graph_service.plan.ready import Scope

MOST_CLASSES = 60


def described(scope: Scope) -> str:
    """Classes with their readable properties and links, metrics and named filters, one line each."""
    rights = rights_of(scope)
    view = rights.visible
    lines = [line for cls in list(view.classes.values())[:MOST_CLASSES] for line in _class(cls, view, rights)]
    lines += [f"metric {m.name} over {m.cls}: {m.words.in_language('en', m.name)}" for m in view.metrics.values()]
    lines += [f"filter {f.name} over {f.cls}: {f.words.in_language('en', f.name)}" for f in view.filters.values()]
    return "\n".join(lines)


def _class(cls: Class, view: Ontology, rights: Rights) -> Iterator[str]:
    if cls.name in rights.classes:
        return
    readable = [
        prop
        for prop in view.properties_of(cls.name).values()
        if not prop.implicit and (cls.name, prop.name) not in rights.properties
    ]
    yield f"class {cls.name}: " + ", ".join(_property(prop, view) for prop in readable)


def _property(prop: Property, view: Ontology) -> str:
    if prop.range is not None:
        return f"{prop.name} → {'many ' if prop.many else ''}{prop.range}"
    enumeration = view.enumerations.get(prop.enumeration or "")
    codes = f" of {'|'.join(code.notation for code in enumeration.codes)}" if enumeration else ""
    return f"{prop.name} {prop.datatype}{codes}"
