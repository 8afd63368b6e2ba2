"""typecheck: operands fit their operators, constants are fitted to what they meet, units do not mix."""

from __future__ import annotations

from graph_service.findings import PlanError
from graph_service.plan.fitting import Typing
from graph_service.plan.judging import rules_of
from graph_service.plan.model import Plan
from graph_service.plan.ready import Decision, Scope
from graph_service.plan.rewrite import rewrite
from graph_service.plan.rights import visible


def typecheck(plan: Plan, scope: Scope) -> tuple[Plan, tuple[Decision, ...]]:
    """The plan with typed constants; PlanError with everything that does not fit."""
    typing = Typing(ontology=visible(scope))
    checked = rewrite(plan, rules_of(typing))
    if typing.findings:
        raise PlanError(*typing.findings)
    return checked, tuple(typing.decisions)
