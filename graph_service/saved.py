"""Saved queries: plans with a name and a title, one YAML file each in the workspace's `queries/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph_service.documents import sound_document
from graph_service.findings import Finding, UsageError, WorkspaceError, closest
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.forms.schema import plan_schema
from graph_service.plan.model import Plan
from graph_service.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class SavedQuery:
    """A plan people ask by name. `sql` (optional) proves its rows over the source files, independently."""

    name: str
    title: str
    plan: Plan
    form: Mapping[str, Any]
    sql: str | None = None


def read_query(path: Path, shown: str | None = None) -> SavedQuery:
    """One file: `title`, optional `sql`, and the plan under `table`, `entities`, `steps` or a whole `plan`.

    `shown` is how findings name the file; without it they say its path.
    """
    shown = shown or str(path)
    document = sound_document(path, shown).value
    if not isinstance(document, dict):
        raise WorkspaceError(Finding(rule="query", where=shown, message="A saved query is a map with a plan"))
    form = document.get("plan") or {
        key: value for key, value in document.items() if key in ("table", "entities", "steps", "language")
    }
    return SavedQuery(
        name=path.stem,
        title=str(document.get("title", path.stem)),
        plan=plan_from_form(form, where=shown),
        form=form,
        sql=document.get("sql"),
    )


def query_schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of a saved query's file: a plan, by itself or under `plan`, with a title."""
    schema = plan_schema()
    bodies = ("table", "entities", "plan")
    of_plan = {key: schema[key] for key in ("type", "properties", "oneOf", "additionalProperties")}
    text = {"type": "string"}
    return {
        **schema,
        "title": "Saved query",
        "properties": {"title": text, "sql": text, "plan": {"$ref": "#/$defs/plan"}, **schema["properties"]},
        "oneOf": [{"required": [body], "properties": {body: {"type": "object"}}} for body in bodies],
        "$defs": {**schema["$defs"], "plan": of_plan},
    }


def saved_queries(workspace: Workspace) -> tuple[Path, ...]:
    """The files of the workspace's saved queries, by name."""
    return tuple(sorted(workspace.queries.glob("*.yaml")))


def find_query(workspace: Workspace, name_or_file: str) -> SavedQuery:
    """A saved query by name, or any file by path."""
    path = Path(name_or_file)
    if path.suffix in (".yaml", ".yml", ".json") and path.is_file():
        return read_query(path)
    named = {one.stem: one for one in saved_queries(workspace)}
    if name_or_file in named:
        return read_query(named[name_or_file], workspace.shown(named[name_or_file]))
    known = f" There are: {', '.join(named)}." if named else ""
    raise UsageError(
        Finding(
            rule="query",
            message=f"Unknown query: '{name_or_file}' is neither a file nor in {workspace.queries.name}/.{known}",
            suggestions=closest(name_or_file, named),
        )
    )
