"""What each part is doing: store, generation, ontology, loading, model."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from graph_service.answers.modelling.model import settings as model_settings
from graph_service.findings import GraphServiceError
from graph_service.ontology.bundle import pack
from graph_service.plan.policies.policy import Actor
from graph_service.plan.policies.rights import visible
from graph_service.service import GraphService, nothing_served
from graph_service.stores.sight import Sight


def health(service: GraphService, actor: Actor) -> dict[str, Any]:
    """Every part with its own `ok`; `status` is `ok`, `loading` or `failing`; not `ready` where nothing can be asked.

    Counts are of what the actor may see.
    """
    parts = {"store": _store(service, actor), "ontology": _ontology(service, actor), "model": _model()}
    return {
        "status": _status(parts),
        "ready": all(part["ok"] for part in parts.values()),
        "version": version("graph-service"),
        **parts,
    }


def _status(parts: dict[str, dict[str, Any]]) -> str:
    """A first load is no failure, although nothing is served before its end."""
    store = parts["store"]
    failing = any(part["ok"] is False for part in parts.values())
    loading = bool(store.get("loading"))
    return "loading" if loading and (not failing or store["generation"] == 0) else "failing" if failing else "ok"


def _store(service: GraphService, actor: Actor) -> dict[str, Any]:
    try:
        state = service.store.state()
        entities = _entities(service, actor) if state.generation else 0
    except GraphServiceError as error:
        return {"ok": False, "name": service.store.name, "message": error.findings[0].message}
    return {
        "ok": state.generation > 0,
        "name": service.store.name,
        "generation": state.generation,
        "loading": state.loading,
        "entities": entities,
        **({} if state.generation else {"message": nothing_served(state).message}),
    }


def _entities(service: GraphService, actor: Actor) -> int:
    return sum(Sight(store=service.store, scope=service.scope(actor)).counts().values())


def _ontology(service: GraphService, actor: Actor) -> dict[str, Any]:
    try:
        served = service.served()
        pending = pack(service.workspace.ontology) != service.store.ontology_source()
    except GraphServiceError as error:
        return {"ok": False, "message": error.findings[0].message}
    ontology = visible(service.scope(actor))
    return {
        "ok": True,
        "digest": served.ontology.digest,
        "classes": len(ontology.classes),
        "properties": len(ontology.properties),
        "metrics": len(ontology.metrics),
        "pending": pending,
    }


def _model() -> dict[str, Any]:
    chosen = model_settings()
    return {"ok": True, "configured": chosen is not None, "name": chosen.model if chosen else None}
