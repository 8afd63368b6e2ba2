"""Checking a workspace: every file is read and everything that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graph_service.actors import FILE as ACTORS
from graph_service.actors import read_actors
from graph_service.causes import causes
from graph_service.findings import Finding, GraphServiceError, Severity, closest
from graph_service.governance.policies import FILE as POLICIES
from graph_service.governance.policies import check_policies
from graph_service.loading.checking.check import check_products
from graph_service.loading.product.product import product_folders
from graph_service.ontology.bundle import pack
from graph_service.ontology.check import check_ontology
from graph_service.ontology.model import Ontology, Sensitivity
from graph_service.ontology.read import read_ontology
from graph_service.plan.naming.metrics import check_metrics
from graph_service.plan.policies.policy import EVERYBODY, Actor
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Scope
from graph_service.saved import read_query, saved_queries
from graph_service.workspace import Workspace

CHECKER = Actor(role="", name="check")


def check_workspace(workspace: Workspace, *, reason: bool = False) -> tuple[Finding, ...]:
    """Findings of the ontology, metrics, policies, products and queries; with `reason` also unsatisfiable classes."""
    reading = read_ontology(workspace.ontology, languages=workspace.settings.languages)
    findings = [*reading.findings, *check_ontology(reading.ontology), *check_metrics(reading.ontology)]
    actors, unsound = read_actors(workspace.root / ACTORS)
    findings += unsound
    findings += _policies(workspace, reading.ontology, roles=sorted({entry.role for entry in actors.values()}))
    findings += _products(workspace, reading.ontology)
    findings += _queries(workspace, reading.ontology)
    findings += _pending(workspace)
    if reason:
        findings += _reasoned(workspace)
    told = causes(dict.fromkeys(findings), workspace)
    return tuple(sorted(told, key=lambda finding: (list(Severity).index(finding.severity), finding.where)))


def _policies(workspace: Workspace, ontology: Ontology, *, roles: list[str]) -> Iterator[Finding]:
    path = workspace.ontology / POLICIES
    if not path.exists():
        sensitive = [one for one in ontology.properties.values() if one.sensitivity is not Sensitivity.PUBLIC]
        if sensitive:
            names = ", ".join(f"'{one.name}'" for one in sensitive[:3])
            message = f"No policies: everybody reads all, {len(sensitive)} sensitive properties too: {names} …"
            yield Finding(rule="no-policies", severity=Severity.WARNING, where=workspace.shown(path), message=message)
        return
    policies, findings = check_policies(path, ontology, shown=workspace.shown(path))
    yield from findings
    for policy in policies:
        for role in policy.assignees:
            if role != EVERYBODY and role not in roles:
                message = f"Policy '{policy.name}' is for role '{role}', which no actor of {ACTORS} has."
                yield Finding(
                    rule="unknown-role",
                    severity=Severity.WARNING,
                    where=workspace.shown(path),
                    message=message,
                    suggestions=closest(role, roles),
                )


def _products(workspace: Workspace, ontology: Ontology) -> Iterator[Finding]:
    if not product_folders(workspace.loaders):
        message = "No data product yet: a folder with contract.odcs.yaml and mapping.yarrrml.yaml makes one."
        yield Finding(rule="no-product", severity=Severity.INFO, where=workspace.loaders.name, message=message)
    yield from check_products(workspace.loaders, ontology)


def _queries(workspace: Workspace, ontology: Ontology) -> Iterator[Finding]:
    """Every saved plan is prepared as nobody in particular: names and types, not rights."""
    scope = Scope(ontology=ontology, actor=CHECKER, now=workspace.now(), language=ontology.languages[0])
    for path in saved_queries(workspace):
        shown = workspace.shown(path)
        try:
            prepare(read_query(path, shown).plan, scope)
        except GraphServiceError as error:
            for finding in error.findings:
                placed = finding.where.startswith(shown)
                yield finding if placed else replace(finding, where=f"{shown}: {finding.where}")


def _pending(workspace: Workspace) -> Iterator[Finding]:
    """An ontology that differs from the one served waits for the next load."""
    from graph_service.stores.sqlite import SqliteStore

    if not workspace.graph.exists():
        return
    store = SqliteStore(workspace.graph)
    try:
        served = store.ontology_source()
    except GraphServiceError as error:
        yield from error.findings
        return
    finally:
        store.close()
    if served is not None and served != pack(workspace.ontology):
        yield Finding(
            rule="pending",
            severity=Severity.INFO,
            where=workspace.ontology.name,
            message="The ontology has changed since the last load; 'graph-service load' serves it.",
        )


def _reasoned(workspace: Workspace) -> Iterator[Finding]:
    from graph_service.ontology.reason import unsatisfiable

    for name in unsatisfiable([workspace.ontology]):
        yield Finding(
            rule="unsatisfiable",
            where=name,
            message=f"Class '{name}' can have no entity: its superclasses and restrictions contradict each other.",
        )
