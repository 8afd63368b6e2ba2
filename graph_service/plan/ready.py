"""ReadyPlan: a plan that every pass has seen. Only `prepare` makes one, and stores accept nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from graph_service.ontology.model import Datatype, Ontology
from graph_service.plan.model import Plan
from graph_service.plan.policies.overlap import Beside
from graph_service.plan.policies.policy import Actor, Policy

_SEAL = object()


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What one plan may cost: rows at the top and in each nested page, nesting, parts, values in lists, seconds."""

    rows: int = 1_000
    default_rows: int = 100
    nested_rows: int = 100
    depth: int = 8
    terms: int = 300
    listed: int = 10_000
    seconds: float = 20.0


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What the passes know besides the plan. `now` is the workspace clock in the workspace's zone, without offset.

    `beside` are the classes that share an entity as the last load found it (`plan.overlap`); without it any two may.
    """

    ontology: Ontology
    actor: Actor
    policies: tuple[Policy, ...] = ()
    beside: Beside | None = None
    now: datetime
    language: str = "en"
    bounds: Bounds = Bounds()


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What one pass decided, and why, for `explain`; `reason` is a policy's own, for whoever asked."""

    by: str
    what: str
    why: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ResultColumn:
    """A column of a table's result: type, decimal digits and unit; `property` is `Class.property` where it is one.

    `key`: its values only identify, so that a number among them is no figure.
    """

    name: str
    datatype: Datatype
    scale: int = 0
    unit: str | None = None
    property: str | None = None
    key: bool = False


class ReadyPlan:
    """A prepared plan: `plan` has only names that exist, typed constants, guards in place and bounds.

    `asked` is the plan as it came, before the passes. `columns` are the table's result columns in order (empty for
    entities). `ontology` is the whole one, because the guards of policies may read what the actor may not. `seconds`
    is what each pass took.
    """

    __slots__ = ("asked", "bounds", "columns", "decisions", "language", "ontology", "plan", "seconds", "step_columns")

    def __init__(
        self,
        seal: object,
        *,
        asked: Plan,
        plan: Plan,
        ontology: Ontology,
        language: str,
        bounds: Bounds,
        columns: tuple[ResultColumn, ...],
        step_columns: dict[str, tuple[ResultColumn, ...]],
        decisions: tuple[Decision, ...],
        seconds: Mapping[str, float],
    ) -> None:
        if seal is not _SEAL:
            raise TypeError("a ReadyPlan is made by plan.prepare and by nothing else")
        self.asked, self.plan, self.ontology, self.language, self.bounds = asked, plan, ontology, language, bounds
        self.columns, self.step_columns, self.decisions, self.seconds = columns, step_columns, decisions, seconds
