"""What each part is doing: store, generation, ontology, loading, model."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from graph_service.answers.model import settings as model_settings
from graph_service.findings import GraphServiceError
from graph_service.ontology.bundle import pack
from graph_service.plan.policy import Actor
from graph_service.plan.rights import visible
from graph_service.service import GraphService
from graph_service.stores.sight import Sight


def health(service: GraphService, actor: Actor) -> dict[str, Any]:
    """Every part with its own `ok`; `status` is `ok`, `loading` or `failing`. Counts are of what the actor may see."""
    parts = {"store": _store(service, actor), "ontology": _ontology(service, actor), "model": _model()}
    failing = any(part["ok"] is False for part in parts.values())
    loading = bool(parts["store"].get("loading"))
    return {
        "status": "failing" if failing else "loading" if loading else "ok",
        "version": version("graph-service"),
        **parts,
    }


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
        **({} if state.generation else {"message": "Nothing is loaded yet. Run 'graph-service load' first."}),
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
