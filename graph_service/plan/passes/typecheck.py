"""typecheck: operands fit their operators, constants are fitted to what they meet, units do not mix."""

from __future__ import annotations

from graph_service.findings import PlanError
from graph_service.plan.model import Plan
from graph_service.plan.policies.rights import visible
from graph_service.plan.ready import Decision, Scope
from graph_service.plan.typing.fitting import Typing
from graph_service.plan.typing.judging import rules_of
from graph_service.plan.walking.rewrite import rewrite


def typecheck(plan: Plan, scope: Scope) -> tuple[Plan, tuple[Decision, ...]]:
    """The plan with typed constants; PlanError with everything that does not fit."""
    typing = Typing(ontology=visible(scope))
    checked = rewrite(plan, rules_of(typing))
    if typing.findings:
        raise PlanError(*typing.findings)
    return checked, tuple(typing.decisions)
