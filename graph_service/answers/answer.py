"""Answer: what a question got: rows, a sentence, what it stands on, and how it was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from graph_service.findings import Finding
from graph_service.plan.expressions import Scalar
from graph_service.plan.ready import ResultColumn
from graph_service.stores.protocol import Statement


class Status(StrEnum):
    """Answered with rows, asks back one question, or refused with what is missing."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A data product the answer stands on, as it was loaded: contract version, load run, when."""

    product: str
    version: str
    run: int
    loaded_at: str


@dataclass(frozen=True, kw_only=True)
class EvidenceEntity:
    """An entity the rows stand on, with the products that contribute to it."""

    iri: str
    cls: str
    label: str
    products: tuple[str, ...]
    run: int


@dataclass(frozen=True, kw_only=True)
class EvidenceLink:
    """A relationship that was followed from one evidence entity to another."""

    source: str
    link: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Entities and links behind the rows (a page of them; `total` counts all of the grain) and their sources."""

    entities: tuple[EvidenceEntity, ...] = ()
    links: tuple[EvidenceLink, ...] = ()
    sources: tuple[Source, ...] = ()
    total: int = 0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to one question. `timing` is in seconds per step; `planner` is `rules` or the model's name."""

    question: str
    status: Status
    text: str
    columns: tuple[ResultColumn, ...] = ()
    rows: tuple[tuple[Scalar, ...], ...] = ()
    restatement: str = ""
    assumptions: tuple[str, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    plan: Mapping[str, Any] | None = None
    statement: Statement | None = None
    planner: str = "rules"
    timing: Mapping[str, float] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    suggestions: tuple[str, ...] = ()
