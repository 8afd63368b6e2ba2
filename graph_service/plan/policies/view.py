"""The ontology as one role sees it: hidden classes and properties are not in it, so they answer as unknown names do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property

from graph_service.findings import PlanError
from graph_service.ontology.model import Class, Metric, NamedFilter, Ontology, Property
from graph_service.plan.expressions import THIS
from graph_service.plan.naming.governed import formula, named_condition
from graph_service.plan.naming.lookups import Names
from graph_service.plan.naming.names import rules_of
from graph_service.plan.walking.places import Place, Sight, Use
from graph_service.plan.walking.within import rewrite_condition, rewrite_expression

Hidden = Collection[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class View(Ontology):
    """An ontology without what is hidden; `hidden` are (class, property) pairs that a superclass may still offer."""

    hidden: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def _of_class(self) -> dict[str, dict[str, Property]]:
        offered: dict[str, dict[str, Property]] = Ontology._of_class.func(self)  # type: ignore[attr-defined]
        return {
            cls: {name: prop for name, prop in properties.items() if (cls, name) not in self.hidden}
            for cls, properties in offered.items()
        }


def view_of(ontology: Ontology, classes: Collection[str], properties: Hidden) -> Ontology:
    """The ontology without these classes and (class, property) pairs; itself if there are none."""
    if not classes and not properties:
        return ontology
    left = _properties(ontology, classes, properties)
    used = {prop.enumeration for prop in left.values()}
    values = {field.name: getattr(ontology, field.name) for field in fields(Ontology)}
    values |= {
        "classes": {n: _class(c, classes, properties, left) for n, c in ontology.classes.items() if n not in classes},
        "properties": left,
        "shapes": tuple(s for s in ontology.shapes if s.target not in classes and (s.target, s.path) not in properties),
        "enumerations": {name: one for name, one in ontology.enumerations.items() if name in used},
    }
    view = View(**values, hidden=frozenset(properties))
    metrics = {name: metric for name, metric in ontology.metrics.items() if _metric_seen(metric, view)}
    view = replace(view, metrics=metrics)
    return replace(view, filters={name: one for name, one in ontology.filters.items() if _filter_seen(one, view)})


def _properties(ontology: Ontology, classes: Collection[str], properties: Hidden) -> dict[str, Property]:
    """The properties that some class still offers, without a hidden class among domains and ranges."""
    left: dict[str, Property] = {}
    for key, prop in ontology.properties.items():
        owners = [cls for cls in ontology.classes if ontology.property_of(cls, prop.name) is prop]
        seen = [cls for cls in owners if cls not in classes and (cls, prop.name) not in properties]
        if (owners and not seen) or prop.range in classes:
            continue
        domains = tuple(domain for domain in prop.domains if domain not in classes)
        left[key] = prop if domains == prop.domains else replace(prop, domains=domains)
    names = {prop.name for prop in left.values()}
    return {
        key: prop if prop.inverse is None or prop.inverse in names else replace(prop, inverse=None)
        for key, prop in left.items()
        if prop.inverse_of is None or prop.inverse_of in names
    }


def _class(cls: Class, classes: Collection[str], properties: Hidden, left: Mapping[str, Property]) -> Class:
    names = {prop.name for prop in left.values()}

    def seen(name: str) -> bool:
        return name in names and (cls.name, name) not in properties

    return replace(
        cls,
        parents=tuple(parent for parent in cls.parents if parent not in classes),
        keys=tuple(key for key in cls.keys if all(seen(name) for name in key)),
        display=cls.display if cls.display and seen(cls.display) else None,
        event_time=cls.event_time if all(name in names for name in cls.event_time) else (),
        event_end=cls.event_end if all(name in names for name in cls.event_end) else (),
    )


def _metric_seen(metric: Metric, view: Ontology) -> bool:
    """Whether everything a metric's formula speaks of is in the view."""
    names = Names(ontology=view)
    place = Place("", Sight({THIS: metric.cls}, Use.MEASURE))
    if metric.cls not in view.classes:
        return False
    return _resolves(names, lambda: rewrite_expression(formula(metric), place, rules_of(names)))


def _filter_seen(named: NamedFilter, view: Ontology) -> bool:
    names = Names(ontology=view)
    place = Place("", Sight({THIS: named.cls}))
    if named.cls not in view.classes:
        return False
    return _resolves(names, lambda: rewrite_condition(named_condition(named), place, rules_of(names)))


def _resolves(names: Names, resolve: Callable[[], object]) -> bool:
    try:
        resolve()
    except PlanError:  # no formula at all: `check` says so; nobody can use it
        return False
    return not names.findings
