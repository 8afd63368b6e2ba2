"""Asking in tests: the library's ontology and policies, a scope per role, documents prepared."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import settings

from graph_service.findings import PlanError
from graph_service.governance.policies import read_policies
from graph_service.ontology.model import Ontology
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.policies.overlap import Beside
from graph_service.plan.policies.policy import Actor, Policy
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Bounds, ReadyPlan, Scope
from tests.world.entities import HERE, NOW, read_world_ontology

NOT_BESIDE: Beside = {}  # no entity of the library is of classes that the hierarchy does not connect
CASES = Path(__file__).parent / "cases"
STEADY = settings(database=None, deadline=None, derandomize=True)  # the same examples everywhere, on any machine


@cache
def library() -> Ontology:
    """The lending library's ontology."""
    return read_world_ontology()


@cache
def policies() -> tuple[Policy, ...]:
    """The lending library's policies."""
    return read_policies(HERE / "ontology" / "policies.yaml", library())


def scope(role: str = "librarian", *, rules: tuple[Policy, ...] | None = None, **attributes: str) -> Scope:
    """Someone of a role on the last evening of June 2026."""
    return Scope(
        ontology=library(),
        actor=Actor(role=role, attributes=attributes),
        policies=policies() if rules is None else rules,
        beside=NOT_BESIDE,
        now=NOW,
        bounds=Bounds(),
    )


def ready(document: Mapping[str, Any], asking: Scope | None = None) -> ReadyPlan:
    """The document's plan, prepared."""
    return prepare(plan_from_form(document), asking or scope())


def refusals(document: Mapping[str, Any], asking: Scope | None = None) -> list[str]:
    """What is wrong with a document, as people read it; empty if nothing is."""
    try:
        ready(document, asking)
    except PlanError as error:
        return [str(finding) for finding in error.findings]
    return []


def read(name: str) -> Any:
    """The cases of a file."""
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
