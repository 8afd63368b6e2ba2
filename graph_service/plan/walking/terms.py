"""Every class and property a plan mentions anywhere, each with its place, so that no check can miss one."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Condition, Exists
from graph_service.plan.expressions import Expression, Property, Step
from graph_service.plan.model import Entities, Link, LinkAggregate, Plan, Table, Term
from graph_service.plan.naming.lookups import Names
from graph_service.plan.naming.names import rules_of as naming_rules
from graph_service.plan.typing.types import class_after_step
from graph_service.plan.walking.places import Place
from graph_service.plan.walking.rename import NOWHERE
from graph_service.plan.walking.rewrite import rewrite
from graph_service.plan.walking.within import Rules


def terms(plan: Plan, ontology: Ontology | None = None) -> Iterator[Term]:
    """The plan's mentions in order; guards of policies are not the plan's own and are left out.

    With an ontology, metrics and filters are expanded and each property has the class it is read on; without one,
    that class is "" where only the ontology knows it (after a path, on a nested selection).
    """
    if ontology is not None:
        plan = rewrite(plan, naming_rules(Names(ontology=ontology)))
    found: list[Term] = []
    known = ontology or NOWHERE

    def expression(e: Expression, place: Place) -> Expression:
        if isinstance(e, Property):
            found.extend(_path(e.node, e.path, place, known))
            cls = _after(e.node, e.path, place, known)
            found.append(Term(cls=cls, property=e.name, node=e.node, path=e.path, where=str(place)))
        return e

    def condition(c: Condition, place: Place) -> Condition:
        if isinstance(c, Exists):
            found.extend(_path(c.node, c.path, place, known))
            cls = _after(c.node, c.path, place, known)
            found.append(Term(cls=cls, property=c.link, node=c.node, path=c.path, where=str(place)))
        return c

    def table(t: Table, place: Place) -> Table:
        classes = {node.name: node.cls for node in t.nodes}
        for node in t.nodes:
            found.append(Term(cls=node.cls, node=node.name, where=f"{place}.nodes.{node.name}"))
        for number, edge in enumerate(t.edges):
            cls, where = classes.get(edge.source, ""), f"{place}.edges[{number}]"
            found.append(Term(cls=cls, property=edge.link, node=edge.source, where=where))
        return t

    def entities(page: Entities, place: Place) -> Entities:
        found.append(Term(cls=page.cls, node=page.name, where=str(place)))
        chosen: tuple[Link | LinkAggregate, ...] = (*page.links, *page.aggregates)
        for one in chosen:
            where = f"{place}.{one.name}"
            if one.on is not None:
                found.append(Term(cls=one.on, node=page.name, where=where))
            found.append(Term(cls=one.on or page.cls, property=one.link, node=page.name, where=where))
        return page

    rewrite(plan, Rules(ontology=known, expression=expression, condition=condition, table=table, entities=entities))
    return iter(found)


def _path(node: str, path: tuple[Step, ...], place: Place, ontology: Ontology) -> Iterator[Term]:
    """The links and narrowings on the way."""
    for number, step in enumerate(path):
        before = path[:number]
        if step.cast is not None:
            yield Term(cls=step.cast, node=node, path=before, where=str(place))
        else:
            cls = _after(node, before, place, ontology)
            yield Term(cls=cls, property=step.link, node=node, path=before, where=str(place))


def _after(node: str, path: tuple[Step, ...], place: Place, ontology: Ontology) -> str:
    cls = place.sight.nodes.get(node, "")
    for step in path:
        cls = step.cast or class_after_step(ontology, cls, step) or ""
    return cls
