"""Ontology: what things mean, as one immutable value from which everything else is generated.

    Ontology = classes × properties × shapes × enumerations × metrics × named filters × unit symbols

Classes and properties are known by their local *name* (`Product`, `listPrice`); `naming.py` derives labels and tables
from it. As in OWL, a property is offered on the classes of its `domains` and below, on every class without one. Each
link has an inverse, named by `owl:inverseOf` or an implicit `<name>Inverse`: it is read through the stored link
(`inverse_of`) and holds no values. A link of many classes has an inverse per class, which shows entities of its `range`
only; `inverse` of a stored link is set where there is exactly one. Of inverses of one name (`Product.rangings`,
`Store.rangings`) `properties` has the first under it, the others under `Class.name`: ask `property_of(class, name)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

DEFAULT_SCALE = 6  # decimal digits kept for an xsd:decimal whose property states no xsd:fractionDigits


class Datatype(StrEnum):
    """The value spaces a property may have; every XSD datatype is read as one of these."""

    STRING = "string"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DOUBLE = "double"
    DATE = "date"
    DATETIME = "dateTime"


class Aggregation(StrEnum):
    """How a value adds up by default: a flow, a stock (last over time, then sum over space), a price, or not at all."""

    SUM = "sum"
    LAST = "last"
    AVG = "avg"
    MIN = "min"
    MAX = "max"
    COUNT = "count"
    NONE = "none"


class Sensitivity(StrEnum):
    """What DPV says of a property: open to all, personal data, or a special category of it."""

    PUBLIC = "public"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, kw_only=True)
class Words:
    """Label, synonyms and definition of a term per language tag (`en`, `de`)."""

    label: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    definition: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str, fallback: str) -> str:
        """The label in `language`, else in any language, else `fallback`."""
        return self.label.get(language) or next(iter(self.label.values()), fallback)

    def spellings(self) -> Iterator[tuple[str, str]]:
        """Every (language, text) a person may say for the term: labels first, then synonyms."""
        yield from self.label.items()
        for language, texts in self.synonyms.items():
            for text in texts:
                yield language, text


@dataclass(frozen=True, kw_only=True)
class Class:
    """An OWL class. `parents` are its direct named superclasses; `keys` its own owl:hasKey, best-ranked first.

    `event_time` is when it happened or began; `event_end` when something that lasts ends (that day included).
    """

    iri: str
    name: str
    words: Words = field(default_factory=Words)
    parents: tuple[str, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    display: str | None = None
    event_time: tuple[str, ...] = ()
    event_end: tuple[str, ...] = ()
    deprecated: bool = False
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Property:
    """An OWL datatype property (`datatype` set) or object property (`range` set: a class name)."""

    iri: str
    name: str
    words: Words = field(default_factory=Words)
    domains: tuple[str, ...] = ()
    datatype: Datatype | None = None
    range: str | None = None
    many: bool = True
    inverse_of: str | None = None
    inverse: str | None = None
    implicit: bool = False
    localized: bool = False
    scale: int = DEFAULT_SCALE
    unit: str | None = None
    aggregation: Aggregation = Aggregation.NONE
    enumeration: str | None = None
    is_key: bool = False
    order: float = 1000.0
    group: str | None = None
    sensitivity: Sensitivity = Sensitivity.PUBLIC
    deprecated: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        if (self.datatype is None) == (self.range is None):
            raise ValueError(f"property {self.name!r} has either a datatype or a range class")

    @property
    def is_link(self) -> bool:
        """Whether the property leads to entities (an object property)."""
        return self.range is not None

    @property
    def stored(self) -> bool:
        """Whether the property holds values itself; an inverse is read through the property it inverts."""
        return self.inverse_of is None

    @property
    def is_text(self) -> bool:
        """Free text: compared by its casefolded shadow and sorted by DIN 5007-1; codes and keys compare as they are."""
        return self.datatype is Datatype.STRING and self.enumeration is None and not self.is_key


@dataclass(frozen=True, kw_only=True)
class Code:
    """One member of an enumeration: the stored notation (`S`) and its words."""

    notation: str
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, kw_only=True)
class Enumeration:
    """A closed list of codes: a skos:ConceptScheme used through qb:codeList, or a bare sh:in."""

    name: str
    codes: tuple[Code, ...]
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, kw_only=True)
class PropertyShape:
    """A SHACL property shape of a class: what a *merged* entity must satisfy (https://www.w3.org/TR/shacl/#property-shapes).

    `withhold`: an entity which violates it is not served. `absent_means_all`: one without a value stands for every one.
    """

    target: str
    path: str
    min_count: int | None = None
    max_count: int | None = None
    pattern: str | None = None
    one_of: tuple[str, ...] = ()
    datatype: Datatype | None = None
    cls: str | None = None
    min_inclusive: str | None = None
    max_inclusive: str | None = None
    severity: str = "Violation"
    message: str | None = None
    withhold: bool = False
    absent_means_all: bool = False


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A governed formula. `expression` is the plan's YAML form over node `this` of class `cls`; `plan` types it.

    `time` is the path from the class to its event time; `dimensions` the paths it may be grouped by (empty: any).
    """

    name: str
    cls: str
    expression: Any
    words: Words = field(default_factory=Words)
    time: tuple[str, ...] = ()
    where: Any = None
    dimensions: tuple[tuple[str, ...], ...] = ()
    unit: str | None = None
    scale: int | None = None
    default: bool = False
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class NamedFilter:
    """A governed condition with a name people say ("out of stock"), in the plan's YAML form over node `this`."""

    name: str
    cls: str
    where: Any
    words: Words = field(default_factory=Words)
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Ontology:
    """The whole model. Mappings are by name and never mutated; look-ups of unknown names return None."""

    iri: str
    classes: Mapping[str, Class]
    properties: Mapping[str, Property]
    shapes: tuple[PropertyShape, ...] = ()
    enumerations: Mapping[str, Enumeration] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    filters: Mapping[str, NamedFilter] = field(default_factory=dict)
    units: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    digest: str = ""

    @cached_property
    def _ancestors(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name in self.classes:
            seen: dict[str, None] = {}
            stack = [name]
            while stack:
                current = stack.pop()
                if current not in seen and current in self.classes:
                    seen[current] = None
                    stack.extend(reversed(self.classes[current].parents))
            found[name] = tuple(seen)
        return found

    @cached_property
    def _descendants(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {name: [name] for name in self.classes}
        for name, ancestors in self._ancestors.items():
            for ancestor in ancestors[1:]:
                found[ancestor].append(name)
        return {name: tuple(names) for name, names in found.items()}

    @cached_property
    def _of_class(self) -> dict[str, dict[str, Property]]:
        by_domain: dict[str, list[Property]] = {}
        for prop in self.properties.values():
            for domain in prop.domains or ("",):
                by_domain.setdefault(domain, []).append(prop)
        found: dict[str, dict[str, Property]] = {}
        for name, ancestors in self._ancestors.items():
            mine = [prop for domain in (*ancestors, "") for prop in by_domain.get(domain, ())]
            found[name] = {p.name: p for p in sorted(mine, key=lambda p: (p.order, p.name))}
        return found

    def ancestors(self, cls: str) -> tuple[str, ...]:
        """The class itself, then its superclasses, nearest first."""
        return self._ancestors.get(cls, ())

    def descendants(self, cls: str) -> tuple[str, ...]:
        """The class itself, then every subclass."""
        return self._descendants.get(cls, ())

    def is_a(self, cls: str, other: str) -> bool:
        """Whether `cls` is `other` or a subclass of it."""
        return other in self._ancestors.get(cls, ())

    def properties_of(self, cls: str) -> Mapping[str, Property]:
        """Every property offered on the class, inherited ones included, by sh:order then name."""
        return self._of_class.get(cls, {})

    def property_of(self, cls: str, name: str) -> Property | None:
        """The property of that name as offered on the class, or None."""
        return self._of_class.get(cls, {}).get(name)

    def keys_of(self, cls: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(declaring class, key properties) of the class and its superclasses, best-ranked first."""
        return tuple((name, key) for name in self.ancestors(cls) for key in self.classes[name].keys)

    def display_of(self, cls: str) -> str | None:
        """The property whose value names an entity of the class: its own dash:LabelRole or the nearest superclass's."""
        return next((found for name in self.ancestors(cls) if (found := self.classes[name].display)), None)

    def event_time_of(self, cls: str) -> tuple[str, ...]:
        """Path of property names from the class to its event time; empty if it has none."""
        return next((found for name in self.ancestors(cls) if (found := self.classes[name].event_time)), ())

    def event_end_of(self, cls: str) -> tuple[str, ...]:
        """Path of property names from the class to the end of what lasts; empty if it does not last."""
        return next((found for name in self.ancestors(cls) if (found := self.classes[name].event_end)), ())

    def shapes_of(self, cls: str) -> tuple[PropertyShape, ...]:
        """The property shapes that a merged entity of the class must satisfy."""
        ancestors = self.ancestors(cls)
        return tuple(shape for shape in self.shapes if shape.target in ancestors)
