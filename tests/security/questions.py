"""Plans of every kind over an ontology: each class, property, link, filter, order, aggregate and narrowing there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph_service.ontology.model import Ontology, Property

Plan = dict[str, Any]


def every_plan(ontology: Ontology) -> Iterator[Plan]:
    """Small plans that together touch everything in every place where a value could show."""
    yield _page("Thing", select=["_iri", "_label", "_class"], total=True, first=100)
    for cls in ontology.classes:
        yield from _of_class(cls)
        for name, prop in ontology.properties_of(cls).items():
            yield from _of_link(ontology, cls, name, prop) if prop.is_link else _of_value(cls, name, prop)
        for other in ontology.classes:
            yield from _narrowed(ontology, cls, other)


def _page(cls: str, **more: Any) -> Plan:
    return {"entities": {"class": cls, "select": ["_iri"], **more}}


def _table(nodes: dict[str, str], **more: Any) -> Plan:
    return {"table": {"nodes": nodes, **more}}


def _of_class(cls: str) -> Iterator[Plan]:
    yield _page(cls, select=["_iri", "_label", "_class", "_source", "_run"], total=True, order=["_label"])
    yield _page(cls, order=["-_label"], first=2)
    yield _table({"x": cls}, dimensions={"label": "x._label"}, measures={"n": {"count": "x"}})


def _of_value(cls: str, name: str, prop: Property) -> Iterator[Plan]:
    yield _page(cls, select=["_iri", name])
    yield _page(cls, where={"null": name}, total=True)
    if not prop.many:
        yield _page(cls, order=[name], first=1)
        measures = {"least": {"min": f"x.{name}"}, "kinds": {"count": f"x.{name}", "distinct": True}}
        if prop.datatype != "boolean":
            yield _table({"x": cls}, measures=measures)
        yield _table({"x": cls}, dimensions={"d": f"x.{name}"}, measures={"n": {"count": "x"}})
        yield from _in_figures(cls, f"x.{name}")


def _in_figures(cls: str, value: str) -> Iterator[Plan]:
    """A value inside of a measure's condition, a choice, a grain, a condition on groups, and an earlier step."""
    counted, one = {"count": "x"}, {"x": cls}
    yield _table(one, measures={"n": {**counted, "where": {"not": {"null": value}}}})
    yield _table(one, dimensions={"d": {"coalesce": [value, value]}}, measures={"n": counted}, limit=3)
    yield _table(one, dimensions={"l": "x._class"}, measures={"n": counted, "m": {"count": value, "per": [value]}})
    yield _table(one, dimensions={"d": value}, measures={"n": counted}, having={"gt": [{"column": "n"}, 1]})
    yield _table(
        one, dimensions={"d": value}, measures={"n": counted}, order=["-d"], limit_per={"by": ["n"], "first": 1}
    )
    step = {"nodes": one, "dimensions": {"d": value, "l": "x._label"}, "measures": {"n": counted}}
    outer = {"step": "s", "dimensions": {"l": {"column": "l"}}, "measures": {"n": {"sum": {"column": "n"}}}}
    yield {"steps": {"s": step}, "table": outer}
    found = {"in_step": ["x._label", "s", "l"]}
    yield {"steps": {"s": step}, "table": {"nodes": one, "where": found, "measures": {"n": counted}}}


def _of_link(ontology: Ontology, cls: str, name: str, prop: Property) -> Iterator[Plan]:
    yield _page(cls, where={"exists": name}, total=True)
    yield _page(cls, where={"not": {"exists": name}}, total=True)
    yield _page(cls, where={"exists": name, "at_least": 2})
    yield _page(cls, links={name: {"select": ["_iri", "_label", "_class"]}})
    yield _page(cls, aggregates={name: {"link": name, "measures": {"n": {"count": True}}}})
    edge = {"nodes": {"x": cls, "y": prop.range}, "edges": [{"from": "x", "link": name, "to": "y"}]}
    yield {"table": {**edge, "dimensions": {"a": "x._iri"}, "measures": {"n": {"count": "y"}}, "keep_empty": True}}
    yield {"table": {**edge, "dimensions": {"a": "y._iri"}, "measures": {"n": {"count": "x"}}}}
    if not prop.many:
        yield _page(cls, select=["_iri", name, f"{name}._label", f"{name}._class"], order=[name])
        yield _page(cls, where={"null": name})
    for inner, reached in ontology.properties_of(prop.range or "").items():
        if not reached.is_link:
            yield _page(cls, where={"exists": name, "where": {"null": inner}})
            if not prop.many and not reached.many:
                yield _page(cls, select=["_iri", f"{name}.{inner}"], order=[f"-{name}.{inner}"])


def _narrowed(ontology: Ontology, cls: str, other: str) -> Iterator[Plan]:
    """A value read through a narrowing to another class, at once or by way of the class of everything."""
    for name, prop in ontology.properties_of(other).items():
        if not prop.many:
            yield _page(cls, select=["_iri", {"as": "z", "of": f"<{other}>.{name}"}])
            yield _page(cls, select=["_iri", {"as": "z", "of": f"<Thing>.<{other}>.{name}"}])
