"""`metrics.yaml`: governed metrics and named filters, their formulas kept as raw terms that `plan` types.

metrics:
  - name: revenue
    class: SalesLine
    expression: {sum: {multiply: [quantity, unitPrice]}}
    label: {en: revenue, de: Umsatz}
    synonyms: {en: [sales, turnover]}
    definition: {en: What customers paid, returns deducted.}
    unit: EUR
    scale: 2
    time: basket.soldAt        # else the event time of the class
    default: true
filters:
  - {name: large_store, class: Store, where: {eq: [size, L]}, label: {en: large store}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_service.documents import Document
from graph_service.findings import Finding, closest
from graph_service.ontology.model import Class, Metric, NamedFilter, Words

SHARED = ("name", "class", "label", "synonyms", "definition", "where")
KEYS = {
    "metrics": (*SHARED, "expression", "time", "dimensions", "unit", "scale", "default"),
    "filters": SHARED,
}
NEEDED = {"metrics": ("name", "class", "expression"), "filters": ("name", "class", "where")}
_NAME = re.compile(r"^[^\W\d]\w*$")


@dataclass(frozen=True, kw_only=True)
class Governed:
    """What the metric files say together."""

    metrics: dict[str, Metric] = field(default_factory=dict)
    filters: dict[str, NamedFilter] = field(default_factory=dict)


def read_metrics(
    documents: list[Document], classes: Mapping[str, Class], languages: tuple[str, ...]
) -> tuple[Governed, list[Finding]]:
    """Metrics and filters by name; what is not well-formed is left out and says why."""
    governed = Governed()
    findings: list[Finding] = []
    for document in documents:
        findings.extend(_unknown_sections(document))
        for section in KEYS:
            for entry, place in _entries(document, section, findings):
                findings.extend(_add(entry, place, section, classes, languages, governed))
    return governed, findings


def _unknown_sections(document: Document) -> Iterator[Finding]:
    value = document.value
    if value is not None and not isinstance(value, dict):
        message = "Expected a mapping with 'metrics' and 'filters'"
        yield Finding(rule="metric", message=message, where=document.place())
    for key in value if isinstance(value, dict) else ():
        if key not in KEYS:
            message = f"Unknown section '{key}'; there are 'metrics' and 'filters'."
            yield Finding(
                rule="metric", message=message, where=document.place(str(key)), suggestions=closest(str(key), KEYS)
            )


def _entries(document: Document, section: str, findings: list[Finding]) -> Iterator[tuple[dict[str, Any], str]]:
    listed = document.value.get(section) if isinstance(document.value, dict) else None
    if listed is not None and not isinstance(listed, list):
        message = f"Expected a list under '{section}': '- name: …'"
        findings.append(Finding(rule="metric", message=message, where=document.place(section)))
        return
    for number, entry in enumerate(listed or ()):
        place = document.place(section, number)
        if isinstance(entry, dict):
            yield entry, place
        else:
            findings.append(Finding(rule="metric", message=f"Expected a mapping, got {entry!r}", where=place))


def _add(
    entry: dict[str, Any],
    place: str,
    section: str,
    classes: Mapping[str, Class],
    languages: tuple[str, ...],
    governed: Governed,
) -> Iterator[Finding]:
    what = f"{section[:-1]} '{entry.get('name', '?')}'"
    problems = [*_problems(entry, section, classes, what), *_clash(entry.get("name"), what, governed)]
    if problems:
        for message, close in problems:
            yield Finding(rule="metric", message=message, where=place, suggestions=close)
        return
    words = _words(entry, languages)
    if section == "metrics":
        governed.metrics[entry["name"]] = _metric(entry, words, classes, place)
    else:
        governed.filters[entry["name"]] = NamedFilter(
            name=entry["name"], cls=entry["class"], where=entry["where"], words=words, source=place
        )


def _problems(
    entry: dict[str, Any], section: str, classes: Mapping[str, Class], what: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key in entry:
        if key not in KEYS[section]:
            yield f"Unknown key '{key}' of {what}.", closest(str(key), KEYS[section])
    for key in NEEDED[section]:
        if entry.get(key) is None:
            yield f"{what[:1].upper()}{what[1:]} has no '{key}'", ()
    name, cls = entry.get("name"), entry.get("class")
    if name is not None and not (isinstance(name, str) and _NAME.match(name)):
        yield f"Not a name: {name!r}. Use letters, digits and underscores", ()
    if cls is not None and cls not in classes:
        yield f"Unknown class '{cls}' of {what}.", closest(str(cls), classes)
    for key in ("label", "synonyms", "definition"):
        if entry.get(key) is not None and not isinstance(entry[key], dict):
            yield f"Expected '{key}' of {what} by language: {{en: …, de: …}}", ()


def _clash(name: Any, what: str, governed: Governed) -> Iterator[tuple[str, tuple[str, ...]]]:
    every: list[Metric | NamedFilter] = [*governed.metrics.values(), *governed.filters.values()]
    for taken in every:
        if isinstance(name, str) and taken.name.casefold() == name.casefold():
            yield f"The name of {what} is taken by {taken.source}. Choose another", ()


def _metric(entry: dict[str, Any], words: Words, classes: Mapping[str, Class], place: str) -> Metric:
    stated = entry.get("time")
    scale = entry.get("scale")
    return Metric(
        name=entry["name"],
        cls=entry["class"],
        expression=entry["expression"],
        words=words,
        time=tuple(str(stated).split(".")) if stated else _event_time(entry["class"], classes),
        where=entry.get("where"),
        dimensions=tuple(tuple(str(path).split(".")) for path in entry.get("dimensions") or ()),
        unit=None if entry.get("unit") is None else str(entry["unit"]),
        scale=scale if isinstance(scale, int) else None,
        default=entry.get("default") is True,
        source=place,
    )


def _event_time(cls: str, classes: Mapping[str, Class]) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    stack = [cls]
    while stack:
        current = stack.pop(0)
        if current in classes and current not in seen:
            if classes[current].event_time:
                return classes[current].event_time
            seen[current] = None
            stack.extend(classes[current].parents)
    return ()


def _words(entry: dict[str, Any], languages: tuple[str, ...]) -> Words:
    label = {str(language): str(text) for language, text in (entry.get("label") or {}).items()}
    synonyms = {
        str(language): tuple(str(text) for text in (texts if isinstance(texts, list) else [texts]))
        for language, texts in (entry.get("synonyms") or {}).items()
    }
    definition = {str(language): " ".join(str(t).split()) for language, t in (entry.get("definition") or {}).items()}
    return Words(
        label=label or {languages[0]: str(entry["name"]).replace("_", " ")}, synonyms=synonyms, definition=definition
    )
