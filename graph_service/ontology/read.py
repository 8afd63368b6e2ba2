"""Reading an ontology, in order: files → statements → names → shapes → classes → properties → inverses → metrics.

Every file is read even if another is broken; a term that cannot be served is left out and says why, so that the
`Ontology` never points at something that is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graph_service.documents import Document
from graph_service.findings import Finding, Severity
from graph_service.ontology.classes import declared_classes, read_classes
from graph_service.ontology.codes import read_schemes
from graph_service.ontology.digests import digest_of
from graph_service.ontology.files import metric_documents, nothing_there, ontology_files
from graph_service.ontology.inverses import View, read_views, stated_views
from graph_service.ontology.metrics import read_metrics
from graph_service.ontology.model import Class, Enumeration, Ontology, Property
from graph_service.ontology.names import Terms, bad_iris, home_first, home_of, is_language, name_of
from graph_service.ontology.properties import Reader, declared_properties, read_property, single_valued
from graph_service.ontology.shapes import RawShape, raw_shapes, read_shapes
from graph_service.ontology.terms import CLASS_TYPES, IMPORTS, ONTOLOGY
from graph_service.ontology.turtle import FORMATS, Statements, is_blank, read_statements
from graph_service.ontology.units import read_units


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An ontology, what is wrong with its files, and how many classes (unnamed ones included) they declare."""

    ontology: Ontology
    findings: tuple[Finding, ...] = ()
    declared_classes: int = 0


def read_ontology(folder: Path | Sequence[Path], *, languages: tuple[str, ...] = ("en",)) -> Reading:
    """Read every Turtle, RDF/XML and metrics file of a folder (or of a list of files and folders).

    `languages` are the workspace's, the first one standing for literals without a language tag.
    """
    files = ontology_files(folder)
    statements, broken = read_statements([(path, shown) for path, shown in files if path.suffix in FORMATS])
    documents, broken_yaml = metric_documents(files)
    ontology, findings = _assemble(statements, documents, languages)
    nothing = [] if files else [nothing_there(folder)]
    every = (*nothing, *broken, *broken_yaml, *_imports(statements), *findings)
    declared = len(statements.typed(*CLASS_TYPES))
    return Reading(ontology=ontology, findings=tuple(dict.fromkeys(every)), declared_classes=declared)


def _assemble(
    statements: Statements, documents: list[Document], languages: tuple[str, ...]
) -> tuple[Ontology, list[Finding]]:
    classes, properties, findings = _terms(statements)
    raw, more = raw_shapes(statements)
    findings += more + _unknown_in_shapes(raw, classes, properties)
    views, more = stated_views(statements, properties.names)
    findings += more
    own = _without_clashes(statements, properties, views, findings)
    tree, more = read_classes(statements, classes, properties, raw, languages)
    findings += more
    reader = _reader(statements, classes, tree, raw, languages)
    stored, enumerations = _stored(reader, own, findings)
    every, more = read_views(reader, views, properties.names, stored)
    governed, problems = read_metrics(documents, tree, languages)
    findings += more + problems
    ontology = Ontology(
        iri=_iri(statements, classes),
        classes=_closed(tree, every),
        properties=every,
        shapes=read_shapes(statements, raw, classes, every),
        enumerations=enumerations,
        metrics=governed.metrics,
        filters=governed.filters,
        units=read_units(statements),
        languages=languages,
    )
    return replace(ontology, digest=digest_of(ontology)), findings


def _iri(statements: Statements, classes: Terms) -> str:
    """The owl:Ontology of the namespace that most terms are in, else that namespace, else any owl:Ontology."""
    stated = [iri for iri in statements.typed(ONTOLOGY) if not is_blank(iri)]
    ours = [iri for home in classes.home for iri in stated if iri.rstrip("#/") == home.rstrip("#/")]
    return next(iter((*ours, *classes.home, *stated)), "")


def _imports(statements: Statements) -> list[Finding]:
    """owl:imports is not followed: reading a workspace needs no network."""
    return [
        Finding(
            rule="import",
            message=f"No effect: owl:imports <{target}> is not followed. Put the file into the folder",
            severity=Severity.INFO,
            where=statements.places.get(subject, ""),
        )
        for subject in statements.typed(ONTOLOGY)
        for target in statements.resources(subject, IMPORTS)
    ]


def _terms(statements: Statements) -> tuple[Terms, Terms, list[Finding]]:
    class_iris = declared_classes(statements)
    property_iris = [iri for iri in declared_properties(statements) if not is_language(iri)]
    home = home_of((*class_iris, *property_iris))
    findings = bad_iris((*class_iris, *property_iris), statements.places)
    names: dict[str, str] = {}
    owner: dict[str, str] = {}
    for iri in home_first(home, class_iris):
        name = name_of(statements, iri)
        if name in owner:
            findings.append(_clash("class", name, iri, owner[name], statements.places))
        else:
            names[iri] = name
            owner[name] = iri
    named = {iri: name_of(statements, iri) for iri in property_iris}
    classes = Terms(kind="class", names=names, home=home, places=statements.places)
    return classes, Terms(kind="property", names=named, home=home, places=statements.places), findings


def _clash(kind: str, name: str, iri: str, first: str, places: Mapping[str, str]) -> Finding:
    message = (
        f"Two {kind} IRIs have the name '{name}': <{first}> and <{iri}>; the second is not served. "
        f'Give it another name: <{iri}> gs:name "…"'
    )
    return Finding(rule="name-clash", message=message, where=places.get(iri, ""))


def _without_clashes(
    statements: Statements, properties: Terms, views: Mapping[str, View], findings: list[Finding]
) -> dict[str, str]:
    """IRI → name of the stored properties, the first of each name; the others leave `properties` too."""
    owner: dict[str, str] = {}
    for iri in home_first(properties.home, [iri for iri in properties.names if iri not in views]):
        name = properties.names[iri]
        if name in owner:
            findings.append(_clash("property", name, iri, owner[name], properties.places))
            del properties.names[iri]
        else:
            owner[name] = iri
    return {iri: name for name, iri in owner.items()}


def _reader(
    statements: Statements,
    classes: Terms,
    tree: Mapping[str, Class],
    raw: tuple[RawShape, ...],
    languages: tuple[str, ...],
) -> Reader:
    by_path: dict[str, list[RawShape]] = {}
    for shape in raw:
        by_path.setdefault(shape.path, []).append(shape)
    bare = Ontology(iri="", classes=tree, properties={})
    return Reader(
        statements=statements,
        classes=classes,
        tree=tree,
        languages=languages,
        shapes=by_path,
        schemes=read_schemes(statements, languages),
        single=single_valued(statements, classes, raw),
        ancestors={name: bare.ancestors(name) for name in tree},
    )


def _stored(
    reader: Reader, own: dict[str, str], findings: list[Finding]
) -> tuple[dict[str, Property], dict[str, Enumeration]]:
    stored: dict[str, Property] = {}
    enumerations: dict[str, Enumeration] = {}
    for iri, name in sorted(own.items(), key=lambda pair: pair[1]):
        prop, enumeration, more = read_property(reader, iri, name)
        findings += more
        if prop:
            stored[name] = prop
        if prop and enumeration and prop.enumeration:
            enumerations[enumeration.name] = enumeration
    return stored, dict(sorted(enumerations.items()))


def _unknown_in_shapes(raw: tuple[RawShape, ...], classes: Terms, properties: Terms) -> list[Finding]:
    found = []
    for shape in raw:
        _, target = classes.find(shape.target, "as target of a shape", shape.place)
        owner = classes.names.get(shape.target, "")
        _, path = properties.find(shape.path, f"in a shape of '{owner}'" if owner else "in a shape", shape.place)
        found += [one for one in (target, path) if one]
    return found


def _closed(tree: Mapping[str, Class], properties: Mapping[str, Property]) -> dict[str, Class]:
    """The classes without keys, display properties and event times whose properties are not served."""
    return {
        name: replace(
            cls,
            keys=tuple(key for key in cls.keys if all(part in properties for part in key)),
            display=cls.display if cls.display in properties else None,
            event_time=cls.event_time if all(part in properties for part in cls.event_time) else (),
            event_end=cls.event_end if all(part in properties for part in cls.event_end) else (),
        )
        for name, cls in tree.items()
    }
