"""Which plan cases are kept as compiled Cypher for people to read (`--update-snapshots` writes them anew)."""

from __future__ import annotations

from pathlib import Path

from graph_service.governance.policies import read_policies
from graph_service.ontology.model import Ontology
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.policies.policy import Actor
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import ReadyPlan, Scope
from graph_service.stores.cypher import compile_cypher
from tests.plan.asking import NOT_BESIDE
from tests.plans.cases import Case, read_cases
from tests.world.entities import HERE, NOW, read_world_ontology

FOLDER = Path(__file__).parent / "snapshots"

SNAPSHOTS = {
    "drill-across": "the stock and sales trap",
    "latest": "the latest stock of each branch and work, beside loans",
    "grain": "a dimension to many counts an entity once in every group",
    "keep-empty": "keep_empty beside two facts",
    "limit-per": "the first of each group, then the first of all",
    "step": "a step of the first of each group",
    "in-step": "among the rows of a step, inside an exists",
    "any-number-of-links": "works of the genres below one",
    "walk": "a circle, walked longer than it is round",
    "same-link-twice": "two loans of one copy, one before the other",
    "iso-week": "by ISO week, which may belong to the next year",
    "total": "a page in order, with its total",
    "cursor": "after a cursor over a text two links away and a time, descending",
    "nested": "links to one and to many, limited and ordered per parent",
    "aggregates": "aggregates inside a nested list",
    "policy": "a nested list holds only what a clerk may see",
    "many-values": "one of many values equals",
    "subclass": "a superclass with a subclass's property",
    "language": "localized text is found in the language of the plan",
}


def texts() -> dict[str, str]:
    """Every snapshot as it is compiled now."""
    world = read_world_ontology()
    cases = {case.name: case for case in read_cases()}
    return {name: compile_cypher(ready(cases[case], world)).statement.text + "\n" for name, case in SNAPSHOTS.items()}


def ready(case: Case, world: Ontology) -> ReadyPlan:
    """The case's plan, prepared for whoever asks."""
    policies = read_policies(HERE / "ontology" / "policies.yaml", world)
    actor = Actor(**{"role": "librarian", **case.stated.get("actor", {})})
    scope = Scope(ontology=world, actor=actor, policies=policies, beside=NOT_BESIDE, now=NOW)
    return prepare(plan_from_form(case.plan), scope)
