"""prepare: the only way from a plan to a ReadyPlan, through every pass in order."""

from __future__ import annotations

from time import perf_counter

from graph_service.plan.model import Plan
from graph_service.plan.passes import PASSES
from graph_service.plan.ready import _SEAL, Decision, ReadyPlan, Scope
from graph_service.plan.typing.columns import plan_columns


def prepare(plan: Plan, scope: Scope) -> ReadyPlan:
    """The plan as a store may run it; PlanError with all findings of the first pass that refuses it."""
    decisions: list[Decision] = []
    seconds: dict[str, float] = {}
    ready, started = plan, perf_counter()
    for check in PASSES:
        ready, made = check(ready, scope)
        decisions.extend(made)
        ended = perf_counter()
        seconds[check.__name__], started = ended - started, ended
    columns, step_columns = plan_columns(ready, plan, scope.ontology)
    return ReadyPlan(
        _SEAL,
        asked=plan,
        plan=ready,
        ontology=scope.ontology,
        language=ready.language or scope.language,
        bounds=scope.bounds,
        columns=columns,
        step_columns=step_columns,
        decisions=tuple(decisions),
        seconds=seconds,
    )
