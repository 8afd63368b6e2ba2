"""Ruling in tests: policies in a word each, who asks under them, and the rows they get."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_service.plan.forms.form import condition_from_form
from graph_service.plan.policies.policy import EVERYBODY, Kind, Policy
from graph_service.plan.ready import Scope
from graph_service.stores.protocol import GraphStore
from tests.plan.asking import ready, scope


def deny(target: str, *, hidden: bool = False, to: str = EVERYBODY) -> Policy:
    """A prohibition."""
    return Policy(name=f"no-{target}", kind=Kind.PROHIBITION, target=target, hidden=hidden, assignees=(to,))


def permit(target: str, constraint: Any = None, *, to: str = EVERYBODY, name: str = "some") -> Policy:
    """A permission, of all rows or of those that satisfy a constraint."""
    condition = None if constraint is None else condition_from_form(constraint)
    return Policy(name=name, kind=Kind.PERMISSION, target=target, constraint=condition, assignees=(to,))


def asking(*rules: Policy, role: str = "reader", **attributes: str) -> Scope:
    """Someone of a role under these policies."""
    return scope(role, rules=rules, **attributes)


def rows(store: GraphStore, document: Mapping[str, Any], asking: Scope) -> Any:
    """What a plan gives: the rows of a table, the entities of a page."""
    result = store.run(ready(document, asking))
    return [list(row) for row in result.rows] if result.entities is None else result.entities


def names(store: GraphStore, cls: str, asking: Scope, path: str = "agentName") -> list[Any]:
    """One value of every entity of a class, in the order of their IRIs."""
    document = {"entities": {"class": cls, "order": ["_iri"], "select": {"x": path}}}
    return [entity["x"] for entity in rows(store, document, asking)]
