"""resolve: every name exists for this actor; governed formulas and filters are put in place; links become IRIs."""

from __future__ import annotations

from graph_service.findings import PlanError
from graph_service.plan.model import Plan
from graph_service.plan.naming.lookups import Names
from graph_service.plan.naming.names import rules_of
from graph_service.plan.policies.rights import visible
from graph_service.plan.ready import Decision, Scope
from graph_service.plan.walking.rewrite import rewrite


def resolve(plan: Plan, scope: Scope) -> tuple[Plan, tuple[Decision, ...]]:
    """The plan with only names that exist and without references to metrics and filters."""
    names = Names(ontology=visible(scope))
    resolved = rewrite(plan, rules_of(names))
    if names.findings:
        raise PlanError(*names.findings)
    return resolved, tuple(names.decisions)
