"""What to say of a name that is not there: the nearest names by spelling, label and synonym, among what may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph_service.findings import Finding, closest
from graph_service.ontology.model import Class, Metric, NamedFilter, Ontology, Words
from graph_service.ontology.model import Property as OntologyProperty
from graph_service.plan.ready import Decision
from graph_service.plan.typing.types import META_NAMES
from graph_service.plan.walking.places import Place, finding

Term = Class | OntologyProperty | Metric | NamedFilter


@dataclass(frozen=True, kw_only=True)
class Names:
    """What resolving one plan knows and finds: the ontology as seen, the columns of earlier steps, findings."""

    ontology: Ontology
    steps: dict[str, tuple[str, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    decisions: dict[Decision, None] = field(default_factory=dict)


def nearest(word: str, terms: Mapping[str, Term], also: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of the terms whose name, label or synonym is most like the word."""
    spelled = {name: name for name in also}
    for name, term in terms.items():
        spelled.setdefault(name, name)
        for text in _spellings(term.words):
            spelled.setdefault(text, name)
    return tuple(dict.fromkeys(spelled[text] for text in closest(word, spelled)))


def _spellings(words: Words) -> Iterable[str]:
    return (text for _, text in words.spellings())


def unknown_class(ontology: Ontology, name: str, place: Place) -> Finding:
    """There is no class of that name."""
    return finding("name", f"Unknown class: '{name}'", place, nearest(name, ontology.classes))


def unknown_property(ontology: Ontology, cls: str, name: str, place: Place) -> Finding:
    """The class offers no such property; perhaps a subclass does."""
    offering = [sub for sub in ontology.descendants(cls)[1:] if ontology.property_of(sub, name)]
    if offering:
        owners = [sub for sub in offering if not set(ontology.ancestors(sub)[1:]) & set(offering)]
        shown = " and ".join(f"'{owner}'" for owner in owners[:3])
        message = (
            f"'{name}' is no property of every {cls}, only of its subclass {shown}; narrow to it, as in '<{owners[0]}>'"
        )
        return finding("name", message, place)
    near = nearest(name, ontology.properties_of(cls), META_NAMES)
    return finding("name", f"Unknown property on {cls}: '{name}'", place, near)


def unknown_link(ontology: Ontology, cls: str, name: str, place: Place) -> Finding:
    """The class offers no such link; perhaps a property that is none."""
    prop = ontology.property_of(cls, name)
    if prop is not None and not prop.is_link:
        return finding("name", f"{cls}.{name} is a value, not a link", place)
    if prop is None and any(ontology.property_of(sub, name) for sub in ontology.descendants(cls)[1:]):
        return unknown_property(ontology, cls, name, place)
    links = {key: prop for key, prop in ontology.properties_of(cls).items() if prop.is_link}
    return finding("name", f"Unknown link on {cls}: '{name}'", place, nearest(name, links))


def unknown_node(name: str, nodes: Iterable[str], place: Place, said: str = "") -> Finding:
    """No node of the scope has that name; a path without its node is what people forget."""
    known = [node for node in nodes if "." not in node]
    if said and known:
        start = f"'{said}' starts at no node" if name == "this" else f"Unknown node: '{name}'"
        likely = tuple(f"{node}.{said}" for node in known[:3]) if name == "this" else closest(name, known)
        return finding("name", f"{start}; the nodes here are {_listed(known)}", place, likely)
    return finding("name", f"Unknown node: '{name}'; the nodes here are {_listed(known)}", place, closest(name, known))


def _listed(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names) or "none"


def unknown(what: str, name: str, known: Mapping[str, Term] | Iterable[str], place: Place) -> Finding:
    """There is no metric, filter, column or step of that name."""
    near = nearest(name, known) if isinstance(known, Mapping) else closest(name, known)
    return finding("name", f"Unknown {what}: '{name}'", place, near)
