"""`policies.yaml`: who may read what, a profile of ODRL 2.2 (https://www.w3.org/TR/odrl-model/) whose action is `read`.

    policies:
      - name: own-region-baskets
        kind: permission             # or prohibition
        target: Basket               # a class, or Class.property
        assignees: [store-manager]   # roles; '*' is everybody, which is also the default
        constraint: {eq: [store.region.name, {actor: region}]}   # of a permission on a class, over its rows
        hidden: false                # of a prohibition: answer as if the name did not exist
        reason: A store manager sees the sales of their own region.

What the policies mean is in `plan.policy` and compiled in `plan.rights`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graph_service.documents import Document, read_document
from graph_service.findings import Finding, PlanError, WorkspaceError, closest, did_you_mean
from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Condition
from graph_service.plan.forms.form import condition_from_form
from graph_service.plan.policies.policy import EVERYBODY, Kind, Policy
from graph_service.plan.policies.rights import sound_constraint

FILE = "policies.yaml"
KEYS = ("name", "kind", "target", "assignees", "constraint", "hidden", "reason")
NEEDED = ("name", "kind", "target")


def read_policies(path: Path, ontology: Ontology) -> tuple[Policy, ...]:
    """The policies of a file; WorkspaceError with every finding, because half a set of policies would let through."""
    policies, findings = check_policies(path, ontology, shown=path.name)
    if findings:
        raise WorkspaceError(*findings)
    return policies


def check_policies(path: Path, ontology: Ontology, *, shown: str) -> tuple[tuple[Policy, ...], tuple[Finding, ...]]:
    """The sound policies of a file and what is wrong with the others, each finding at `shown:line`; none without it."""
    if not path.exists():
        return (), ()
    document, syntax = read_document(path, shown)
    if document is None:
        return (), syntax
    findings = list(syntax)
    policies: dict[str, Policy] = {}
    for number, entry in _entries(document, findings):
        place = document.place("policies", number)
        problems = [*_problems(entry, place, ontology)]
        policy = _policy(entry, place, ontology, problems) if not problems else None
        if policy is not None and policy.name in policies:
            problems.append(_finding(f"Policy '{policy.name}' is stated twice; give this one another name", place))
        findings.extend(problems)
        if policy is not None and not problems:
            policies[policy.name] = policy
    return tuple(policies.values()), tuple(findings)


def _entries(document: Document, findings: list[Finding]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    value = document.value if document.value is not None else {}
    if not isinstance(value, dict) or set(value) - {"policies"}:
        findings.append(_finding("Expected a mapping with the one key 'policies'", document.place()))
        return
    listed = value.get("policies") or []
    if not isinstance(listed, list):
        findings.append(_finding("Expected a list under 'policies': '- name: …'", document.place("policies")))
        return
    for number, entry in enumerate(listed):
        if isinstance(entry, dict):
            yield number, entry
        else:
            findings.append(_finding(f"Expected a policy, got {entry!r}", document.place("policies", number)))


def _problems(entry: Mapping[str, Any], place: str, ontology: Ontology) -> Iterator[Finding]:
    what = f"policy '{entry.get('name', '?')}'"
    for key in entry:
        if key not in KEYS:
            yield _finding(f"Unknown key '{key}' of {what}", place, closest(str(key), KEYS))
    for key in NEEDED:
        if entry.get(key) in (None, ""):
            yield _finding(f"P{what[1:]} has no '{key}'", place)
        elif not isinstance(entry[key], str):
            yield _finding(f"Expected text for '{key}' of {what}, got {entry[key]!r}; write it in quotes", place)
    if isinstance(entry.get("kind"), str) and entry["kind"] not in tuple(Kind):
        yield _finding(f"Unknown kind '{entry['kind']}' of {what}", place, closest(entry["kind"], tuple(Kind)))
    if isinstance(entry.get("target"), str):
        yield from _target(entry["target"], what, place, ontology)
    assignees = entry.get("assignees", [EVERYBODY])
    if not isinstance(assignees, list) or not assignees or not all(isinstance(a, str) and a for a in assignees):
        yield _finding(f"Expected 'assignees' of {what} as a list of roles, or ['{EVERYBODY}'] for everybody", place)
    if not isinstance(entry.get("hidden", False), bool):
        yield _finding(f"Expected true or false for 'hidden' of {what}", place)


def _target(target: str, what: str, place: str, ontology: Ontology) -> Iterator[Finding]:
    cls, dot, name = target.partition(".")
    if cls not in ontology.classes:
        yield _finding(f"Unknown class '{cls}' as target of {what}", place, closest(cls, ontology.classes))
    elif dot and ontology.property_of(cls, name) is None:
        offered = ontology.properties_of(cls)
        yield _finding(f"Unknown property '{target}' as target of {what}", place, closest(name, offered))


def _policy(entry: Mapping[str, Any], place: str, ontology: Ontology, problems: list[Finding]) -> Policy | None:
    kind, constraint = Kind(entry["kind"]), entry.get("constraint")
    problems.extend(_misplaced(entry, kind, place))
    if problems:
        return None
    try:
        policy = _built(entry, kind, None if constraint is None else condition_from_form(constraint, where=place))
        if policy.constraint is not None:
            sound_constraint(policy, ontology)
    except PlanError as error:
        for found in error.findings:
            problems.append(_finding(f"Constraint of policy '{entry['name']}': {found.message}", place))
        return None
    return policy


def _misplaced(entry: Mapping[str, Any], kind: Kind, place: str) -> Iterator[Finding]:
    """Keys that say nothing, or something the engine could not keep, where they stand."""
    name = entry["name"]
    if entry.get("constraint") is not None and kind is Kind.PROHIBITION:
        yield _finding(f"Policy '{name}': a prohibition has no constraint; permit the other rows instead", place)
    elif entry.get("constraint") is not None and "." in entry["target"]:
        cls = entry["target"].partition(".")[0]
        yield _finding(f"Policy '{name}': a constraint narrows rows, so its target is the class '{cls}'", place)
    if entry.get("hidden") and kind is Kind.PERMISSION:
        yield _finding(f"Policy '{name}': only a prohibition hides; a permission shows", place)


def _built(entry: Mapping[str, Any], kind: Kind, constraint: Condition | None) -> Policy:
    return Policy(
        name=entry["name"],
        kind=kind,
        target=entry["target"],
        assignees=tuple(entry.get("assignees", (EVERYBODY,))),
        constraint=constraint,
        hidden=entry.get("hidden", False),
        reason=str(entry.get("reason") or ""),
    )


def _finding(message: str, place: str, suggestions: tuple[str, ...] = ()) -> Finding:
    hint = did_you_mean(suggestions)
    text = f"{message}. {hint}" if hint else message
    return Finding(rule="policy", message=text, where=place, suggestions=suggestions)
