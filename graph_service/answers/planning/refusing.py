"""A refusal in words: what may not be read, why the policy says so, and which roles may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graph_service.answers.grounding import grammar
from graph_service.findings import PlanError
from graph_service.plan.model import Plan, Term
from graph_service.plan.policies.policy import EVERYBODY, Policy
from graph_service.plan.policies.rights import rights_of
from graph_service.plan.ready import Scope
from graph_service.plan.walking.terms import terms


def refusal(error: PlanError, plan: Plan, scope: Scope) -> str:
    """The findings of a refused plan; of policies also the reasons they state and the roles that may read."""
    told = "; ".join(dict.fromkeys(finding.message for finding in error.findings))
    if not any(finding.rule == "plan.policy" for finding in error.findings):
        return told
    mentioned = tuple(terms(plan, rights_of(scope).visible))
    denied = (policy for policy in _denied(mentioned, scope) if not policy.hidden)
    reasons = dict.fromkeys(policy.reason for policy in denied if policy.reason)
    roles = readers(mentioned, scope)
    who = grammar.text(scope.language, "permitted", roles=grammar.listed(scope.language, roles)) if roles else ""
    return " ".join(part for part in (f"{told}.", *reasons, who) if part)


def _denied(mentioned: tuple[Term, ...], scope: Scope) -> Iterator[Policy]:
    """The policies that keep the role from what a plan mentions."""
    rights = rights_of(scope)
    for term in mentioned:
        found = rights.properties.get((term.cls, term.property or "")) or rights.classes.get(term.cls)
        if found is not None:
            yield found


def readers(mentioned: tuple[Term, ...], scope: Scope) -> tuple[str, ...]:
    """The roles that policies name and that may read all of what a plan mentions."""
    named = sorted({role for policy in scope.policies for role in policy.assignees if role != EVERYBODY})
    asking = {role: replace(scope, actor=replace(scope.actor, role=role)) for role in named}
    return tuple(role for role, other in asking.items() if not any(_denied(mentioned, other)))
