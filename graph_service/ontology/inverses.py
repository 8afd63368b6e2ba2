"""Inverse properties: views on stored links, stated or implicit; they hold no values of their own.

- `X owl:inverseOf Y` makes X the view and Y the stored side. Where both directions are stated, the side that is
  functional is stored, else the one whose name sorts first.
- `X rdfs:subPropertyOf [ owl:inverseOf Y ]` makes X a view on part of Y: on the entities of its rdfs:range only, so
  that a link shared by many classes (`product`) can be read backwards under a name per class (`salesLines`).
- A stored link whose domain class has no view gets an implicit one: `<link>Inverse`, or `<link>Inverse<Class>` where
  the link has several domains.
- Views of different links may share a name where they are offered on different classes (`Product.rangings`,
  `Store.rangings`): `Ontology.properties` has the first under its name and the others under `Class.name`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from graph_service.findings import Finding, Severity
from graph_service.ontology.model import Property, Words
from graph_service.ontology.properties import Reader, domains_of, is_single, nearest_common
from graph_service.ontology.ranges import range_of
from graph_service.ontology.terms import (
    DEPRECATED,
    FUNCTIONAL,
    INVERSE_FUNCTIONAL,
    INVERSE_OF,
    ORDER,
    SCHEMA_INVERSE_OF,
    SUBPROPERTY_OF,
)
from graph_service.ontology.turtle import Statements, is_blank
from graph_service.ontology.words import words_of

UNRANKED = 1000.0


@dataclass(frozen=True, kw_only=True)
class View:
    """One stated inverse: `iri` reads the stored property `of` backwards."""

    iri: str
    of: str


def stated_views(statements: Statements, properties: dict[str, str]) -> tuple[dict[str, View], list[Finding]]:
    """View per IRI of an inverse property, each on a property that is stored itself."""
    pairs = {iri: found for iri in sorted(properties) if (found := _inverted(statements, iri, properties))}
    findings: list[Finding] = []
    views: dict[str, View] = {}
    for iri, stored in pairs.items():
        if len(set(stored)) > 1:
            findings.append(_twice(statements, iri, stored, properties))
        of = stored[0]
        if iri not in pairs.get(of, ()) or _is_view_of(statements, iri, of, properties):
            views[iri] = View(iri=iri, of=of)
    for _, view in sorted(views.items()):
        if view.of in views:
            findings.append(_chain(statements, view, properties))
    return {iri: view for iri, view in views.items() if view.of not in views}, findings


def _inverted(statements: Statements, iri: str, properties: dict[str, str]) -> list[str]:
    direct = statements.resources(iri, INVERSE_OF, *SCHEMA_INVERSE_OF)
    supers = [node for node in statements.resources(iri, SUBPROPERTY_OF) if is_blank(node)]
    through = [found for node in supers for found in statements.resources(node, INVERSE_OF)]
    return sorted(found for found in (*direct, *through) if found in properties and found != iri)


def _is_view_of(statements: Statements, iri: str, other: str, properties: dict[str, str]) -> bool:
    """Which of two properties that each name the other is the view."""
    functional = FUNCTIONAL in statements.types(iri)
    if functional != (FUNCTIONAL in statements.types(other)):
        return not functional
    return (properties[iri], iri) > (properties[other], other)


def _twice(statements: Statements, iri: str, stored: list[str], properties: dict[str, str]) -> Finding:
    listed = " and ".join(f"'{properties[one]}'" for one in sorted(set(stored)))
    message = (
        f"'{properties[iri]}' is declared the inverse of {listed}; only the first is used. Declare one property each"
    )
    return Finding(rule="inverse", message=message, where=statements.places.get(iri, ""))


def _chain(statements: Statements, view: View, properties: dict[str, str]) -> Finding:
    message = (
        f"'{properties[view.iri]}' is the inverse of '{properties[view.of]}', which is an inverse itself. "
        "Let it be the inverse of the property that holds the values"
    )
    return Finding(rule="inverse", message=message, where=statements.places.get(view.iri, ""))


def read_view(reader: Reader, view: View, name: str, stored: Property | None) -> tuple[Property | None, list[Finding]]:
    """One stated view; what it does not state follows from the stored link."""
    place = reader.statements.places.get(view.iri, "")
    if stored is None or stored.range is None:
        message = f"'{name}' is not served: the property it inverts is no link that is served."
        return None, [Finding(rule="not-served", message=message, severity=Severity.INFO, where=place)]
    domains, findings = domains_of(reader, view.iri, name)
    found, more = range_of(reader.statements, view.iri, name, list(reader.shapes.get(view.iri, ())), reader.classes)
    stated = found.classes if found else ()
    findings += [finding for finding in more if finding.rule != "not-served"]
    target = nearest_common(stated or stored.domains, reader.ancestors) if stated or stored.domains else None
    if target is None:
        message = f"'{name}' has no range: '{stored.name}' has several domains. State its rdfs:range"
        return None, [*findings, Finding(rule="inverse", message=message, where=place)]
    return (
        Property(
            iri=view.iri,
            name=name,
            words=words_of(reader.statements, view.iri, name, reader.languages),
            domains=domains or (stored.range,),
            range=target,
            many=not _is_single_view(reader, view, domains or (stored.range,)),
            inverse_of=stored.name,
            inverse=stored.name,
            order=float(reader.statements.text(view.iri, ORDER) or UNRANKED),
            deprecated=reader.statements.is_true(view.iri, DEPRECATED),
            source=place,
        ),
        findings,
    )


def _is_single_view(reader: Reader, view: View, domains: tuple[str, ...]) -> bool:
    return INVERSE_FUNCTIONAL in reader.statements.types(view.of) or is_single(reader, view.iri, domains)


def implicit_views(reader: Reader, stored: Property, stated: list[Property], taken: set[str]) -> Iterator[Property]:
    """A view for each domain class of a link that no stated view leads to."""
    assert stored.range is not None
    single = INVERSE_FUNCTIONAL in reader.statements.types(stored.iri)
    for domain in stored.domains:
        if any(view.range in reader.ancestors[domain] for view in stated):
            continue
        name = f"{stored.name}Inverse" + (domain if len(stored.domains) > 1 else "")
        if name in taken:
            continue
        yield Property(
            iri=f"{stored.iri}Inverse" + (domain if len(stored.domains) > 1 else ""),
            name=name,
            words=Words(label=reader.tree[domain].words.label, synonyms=reader.tree[domain].words.synonyms),
            domains=(stored.range,),
            range=domain,
            many=not single,
            inverse_of=stored.name,
            inverse=stored.name,
            implicit=True,
            source=stored.source,
        )


def read_views(
    reader: Reader, views: Mapping[str, View], names: Mapping[str, str], stored: Mapping[str, Property]
) -> tuple[dict[str, Property], list[Finding]]:
    """Every property: the stored ones, which now know their inverse, and stated and implicit views on them."""
    found: dict[str, list[Property]] = {}
    findings: list[Finding] = []
    for iri, view in views.items():
        prop, more = read_view(reader, view, names[iri], stored.get(names.get(view.of, "")))
        findings += more
        if prop and prop.inverse_of:
            found.setdefault(prop.inverse_of, []).append(prop)
    taken = {*stored, *(view.name for views_of in found.values() for view in views_of)}
    for link in (prop for prop in stored.values() if prop.is_link):
        found.setdefault(link.name, []).extend(implicit_views(reader, link, found.get(link.name, []), taken))
    linked = {name: _with_inverse(prop, found.get(name, [])) for name, prop in stored.items()}
    every, more = _keyed([view for views_of in found.values() for view in views_of], reader)
    return dict(sorted({**linked, **every}.items())), findings + more


def _with_inverse(stored: Property, views: list[Property]) -> Property:
    return replace(stored, inverse=views[0].name) if len(views) == 1 else stored


def _keyed(views: list[Property], reader: Reader) -> tuple[dict[str, Property], list[Finding]]:
    """The views by name, further ones of a name by `Class.name`; two of one name on one class are a finding."""
    by_name: dict[str, list[Property]] = {}
    for view in sorted(views, key=lambda one: (one.name, one.domains, one.iri)):
        by_name.setdefault(view.name, []).append(view)
    found: dict[str, Property] = {}
    findings: list[Finding] = []
    for name, sharing in by_name.items():
        kept: list[Property] = []
        for view in sharing:
            other = next((one for one in kept if _meet(one, view, reader)), None)
            if other:
                findings.append(_clash(view, other))
            else:
                kept.append(view)
        found.update({name: kept[0], **{f"{one.domains[0]}.{name}": one for one in kept[1:]}})
    return found, findings


def _meet(one: Property, other: Property, reader: Reader) -> bool:
    """Whether some class is offered both."""
    return any(a in reader.ancestors[b] or b in reader.ancestors[a] for a in one.domains for b in other.domains)


def _clash(view: Property, other: Property) -> Finding:
    message = (
        f"'{view.domains[0]}' has two inverse properties named '{view.name}': <{other.iri}> and <{view.iri}>; "
        f'the second is not served. Give it another name: <{view.iri}> gs:name "…"'
    )
    return Finding(rule="name-clash", message=message, where=view.source)
