"""GraphService: the only door to data. Every face (command line, GraphQL, questions) calls it.

plan → prepare (the passes, for this actor) → run (on the store that is served) → rows
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from graph_service.findings import Finding, StoreError, UsageError, closest
from graph_service.governance.policies import FILE as POLICIES
from graph_service.governance.policies import read_policies
from graph_service.ontology.bundle import unpack
from graph_service.ontology.model import Ontology
from graph_service.ontology.read import read_ontology
from graph_service.plan.model import Plan
from graph_service.plan.policies.policy import Actor, Policy
from graph_service.plan.policies.rights import rights_of
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Bounds, Decision, ReadyPlan, Scope
from graph_service.plan.words.account import account
from graph_service.plan.words.restate import restate
from graph_service.provenance import Provenance, provenance
from graph_service.stores.protocol import GraphStore, Result, Statement, StoreState
from graph_service.stores.sight import Sight
from graph_service.workspace import Workspace

if TYPE_CHECKING:
    from graph_service.answers.answer import Answer, Evidence
    from graph_service.answers.asking import Lexicons

DEFAULT_ROLE = "analyst"
EXPLAIN = "explain"  # the permission that shows a store's statements


@dataclass(frozen=True, kw_only=True)
class Served:
    """What the store serves at one moment: its generation, the ontology its last load recorded, and the policies."""

    state: StoreState
    ontology: Ontology
    policies: tuple[Policy, ...]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A plan in words, what each pass decided and why, the store's statement, and seconds spent.

    `timing` has `read` (ontology and policies, once per process and load), each pass, `prepare` (all of them),
    `compile` and `run`.
    """

    restatement: str
    ready: ReadyPlan
    decisions: tuple[Decision, ...]
    statement: Statement
    timing: Mapping[str, float]


class GraphService:
    """One workspace on one store. Cheap to keep, safe to share between threads."""

    def __init__(self, *, workspace: Workspace, store: GraphStore, bounds: Bounds | None = None) -> None:
        self.workspace, self.store, self.bounds = workspace, store, bounds or Bounds()
        self._served: Served | None = None
        self._lexicons: Lexicons = {}

    def served(self) -> Served:
        """What is served now; read anew when a load, by this or another process, has published since."""
        state = self.store.state()
        if self._served is None or _what(self._served.state) != _what(state):
            self._served = self._read(state)
        return self._served

    def _read(self, state: StoreState) -> Served:
        bundle = self.store.ontology_source()
        if state.generation == 0 or bundle is None:
            raise StoreError(nothing_served(state))
        folder = unpack(bundle, self.workspace.state / "served")
        ontology, policies = _read_model(folder, self.workspace.settings.languages)
        return Served(state=state, ontology=ontology, policies=policies)

    def actor(self, *, role: str | None = None, name: str | None = None) -> Actor:
        """Who asks: a named actor of actors.yaml, or a bare role; without either the default role."""
        actors = self.workspace.actors
        if name is not None:
            if name not in actors:
                raise _unknown("actor", name, actors)
            entry = actors[name]
            return Actor(role=entry.role, name=name, attributes=entry.attributes, permissions=entry.permissions)
        wanted = role or DEFAULT_ROLE
        roles = {entry.role: entry for entry in reversed(list(actors.values()))}
        if wanted not in roles:
            raise _unknown("role", wanted, roles)
        return Actor(role=wanted, permissions=roles[wanted].permissions)

    def scope(self, actor: Actor, language: str | None = None) -> Scope:
        """What the passes need to know for this actor, now."""
        served = self.served()
        return Scope(
            ontology=served.ontology,
            actor=actor,
            policies=served.policies,
            beside=served.state.beside,
            now=self.workspace.now(),
            language=language or served.ontology.languages[0],
            bounds=self.bounds,
        )

    def prepare(self, plan: Plan, actor: Actor) -> ReadyPlan:
        """The plan after every pass; PlanError with all findings of the pass that refused it."""
        return prepare(plan, self.scope(actor, plan.language))

    def answer(self, plan: Plan, actor: Actor) -> Result:
        """The plan's rows, as this actor may see them."""
        return self.store.run(self.prepare(plan, actor))

    def evidence(self, plan: Plan, actor: Actor, result: Result) -> Evidence:
        """What a table's rows stand on, as this actor may see it; nothing for a page of entities."""
        from graph_service.answers import Evidence
        from graph_service.answers.asking import proof

        scope = self.scope(actor, plan.language)
        return proof(prepare(plan, scope), result, scope, self.store) or Evidence()

    def explain(self, plan: Plan, actor: Actor, *, run: bool = True) -> Explanation:
        """How the plan was understood and what the store is told; needs the permission `explain`."""
        if EXPLAIN not in actor.permissions:
            raise UsageError(
                Finding(rule="permission", message=f"Role '{actor.role}' lacks the permission '{EXPLAIN}'.")
            )
        started = time.perf_counter()
        scope = self.scope(actor, plan.language)
        rights_of(scope)  # worked out once per role, and no part of preparing one plan
        read = time.perf_counter()
        ready = prepare(plan, scope)
        prepared = time.perf_counter()
        statement = self.store.statement(ready)
        compiled = time.perf_counter() - prepared
        timing = {"read": read - started, **ready.seconds, "prepare": prepared - read, "compile": compiled}
        if run:
            timing["run"] = self.store.run(ready).seconds
        words = restate(ready, ready.ontology, ready.language)
        return Explanation(
            restatement=words, ready=ready, decisions=account(ready, scope), statement=statement, timing=timing
        )

    def ask(self, question: str, actor: Actor, language: str | None = None) -> Answer:
        """The question answered in words, with rows, evidence and sources."""
        from graph_service.answers import ask

        scope = self.scope(actor, language)
        return ask(question, scope=scope, store=self.store, language=language, lexicons=self._lexicons)

    def why(self, iri: str, actor: Actor, name: str | None = None) -> Provenance:
        """Where the values of an entity (by IRI or alias) come from, as far as this actor may read them.

        The entity is looked up through a plan first, so that row policies hold here as everywhere.
        """
        canonical = self.store.resolve(iri)
        sight = Sight(store=self.store, scope=self.scope(actor))
        classes = sight.classes(canonical) if canonical else ()
        if canonical is None or not classes:
            form = f"{self.workspace.settings.base}Class/key/value"
            message = f"Nothing is known here of <{iri}>. An entity is named by its IRI or an alias: {form}."
            raise StoreError(Finding(rule="unknown-entity", message=message))
        return provenance(canonical, classes, self.store.lineage(canonical), sight, name)

    def close(self) -> None:
        self.store.close()


def nothing_served(state: StoreState) -> Finding:
    """Why nothing can be answered: the first load is under way, as far as the store knows, or there was none."""
    message = "Nothing is loaded yet. Run 'graph-service load' (or 'up') first."
    if state.loading:
        message = (
            "The first load is under way; what it brings is served as soon as it is done. "
            "If it was interrupted, 'graph-service load' finishes it."
        )
    return Finding(rule="empty-store", message=message)


def _what(state: StoreState) -> tuple[object, ...]:
    """All of a state that an answer may depend on."""
    return state.generation, state.ontology, state.beside


def _unknown(kind: str, name: str, known: Collection[str]) -> UsageError:
    message = f"Unknown {kind}: '{name}'. actors.yaml has {', '.join(sorted(known)) or 'none'}."
    return UsageError(Finding(rule="actor", message=message, suggestions=closest(name, known)))


@lru_cache(maxsize=4)
def _read_model(folder: Path, languages: tuple[str, ...]) -> tuple[Ontology, tuple[Policy, ...]]:
    ontology = read_ontology(folder, languages=languages).ontology
    return ontology, read_policies(folder / POLICIES, ontology)


def open_service(workspace: Workspace, *, store: str | None = None) -> GraphService:
    """The service of a workspace on the store named, else on the one its settings name."""
    return GraphService(workspace=workspace, store=open_store(workspace, store))


def open_store(workspace: Workspace, name: str | None = None) -> GraphStore:
    """The store named (`sqlite`, `neo4j`), read-only."""
    if (name or workspace.settings.store) == "neo4j":
        from graph_service.neo4j_server import settings_for
        from graph_service.stores.neo4j import Neo4jStore

        return Neo4jStore(settings_for(workspace.state / "neo4j"))
    from graph_service.stores.sqlite import SqliteStore

    return SqliteStore(workspace.graph)
