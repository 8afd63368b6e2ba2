"""Checking a workspace: every file is read and everything that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.findings import Finding, GraphServiceError, Severity
from graph_service.governance.policies import check_policies
from graph_service.loading.checking.check import check_products
from graph_service.loading.product.product import product_folders
from graph_service.ontology.bundle import pack
from graph_service.ontology.check import check_ontology
from graph_service.ontology.model import Ontology
from graph_service.ontology.read import read_ontology
from graph_service.plan.metrics import check_metrics
from graph_service.plan.policy import Actor
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Scope
from graph_service.saved import read_query, saved_queries
from graph_service.workspace import Workspace

CHECKER = Actor(role="", name="check")


def check_workspace(workspace: Workspace, *, reason: bool = False) -> tuple[Finding, ...]:
    """Findings of the ontology, metrics, policies, products and queries; with `reason` also unsatisfiable classes."""
    reading = read_ontology(workspace.ontology, languages=workspace.settings.languages)
    findings = [*reading.findings, *check_ontology(reading.ontology), *check_metrics(reading.ontology)]
    findings += _policies(workspace, reading.ontology)
    findings += _products(workspace, reading.ontology)
    findings += _queries(workspace, reading.ontology)
    findings += _pending(workspace)
    if reason:
        findings += _reasoned(workspace)
    order = list(Severity)
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: (order.index(finding.severity), finding.where)))


def _policies(workspace: Workspace, ontology: Ontology) -> Iterator[Finding]:
    path = workspace.ontology / "policies.yaml"
    if path.exists():
        yield from check_policies(path, ontology, shown=path.name)[1]


def _products(workspace: Workspace, ontology: Ontology) -> Iterator[Finding]:
    if not product_folders(workspace.loaders):
        message = "No data product yet: a folder with contract.odcs.yaml and mapping.yarrrml.yaml makes one."
        yield Finding(rule="no-product", severity=Severity.INFO, where=workspace.loaders.name, message=message)
    yield from check_products(workspace.loaders, ontology)


def _queries(workspace: Workspace, ontology: Ontology) -> Iterator[Finding]:
    """Every saved plan is prepared as nobody in particular: names and types, not rights."""
    scope = Scope(ontology=ontology, actor=CHECKER, now=workspace.now(), language=ontology.languages[0])
    for path in saved_queries(workspace):
        try:
            prepare(read_query(path).plan, scope)
        except GraphServiceError as error:
            for finding in error.findings:
                where = finding.where if finding.where.startswith(path.name) else f"{path.name}: {finding.where}"
                yield Finding(
                    rule=finding.rule,
                    severity=finding.severity,
                    where=where,
                    message=finding.message,
                    suggestions=finding.suggestions,
                )


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
