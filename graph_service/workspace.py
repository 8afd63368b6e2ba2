"""Workspace: the folders of text that people own, and their settings, as one read-only object.

<root>/graph-service.toml   settings          <root>/ontology/   stewards
<root>/actors.yaml          who may ask       <root>/loaders/    domain teams, a folder per data product
<root>/data/                sources           <root>/queries/    saved plans
<root>/.graph-service/      state: the ledger and the embedded store, never edited by hand
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from graph_service.bounded_yaml import compose, construct
from graph_service.findings import Finding, UsageError, WorkspaceError, closest

SETTINGS = "graph-service.toml"
VARIABLE = "GRAPH_SERVICE_WORKSPACE"

StoreName = Literal["sqlite", "neo4j"]


class Settings(BaseModel):
    """graph-service.toml. `clock` fixes "now" (local to `time_zone`); without it the machine's clock is used."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: str = "https://mesh.example/id/"
    languages: tuple[str, ...] = ("en",)
    time_zone: str = "UTC"
    clock: datetime | None = None
    store: StoreName = "sqlite"
    data: str = "data"
    first_query: str | None = None
    first_question: str | None = None
    sample: dict[str, Any] = Field(default_factory=dict)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"'{zone}' is no IANA time zone, such as 'Europe/Berlin'") from error
        return zone

    @field_validator("base")
    @classmethod
    def _ends_with_a_separator(cls, base: str) -> str:
        if not base.endswith(("/", "#")):
            raise ValueError("the base IRI ends with '/' or '#'")
        return base


@dataclass(frozen=True, kw_only=True)
class ActorEntry:
    """One entry of actors.yaml."""

    name: str
    role: str
    attributes: Mapping[str, str]
    permissions: tuple[str, ...]


@dataclass(frozen=True)
class Workspace:
    """A workspace on disk. Paths are absolute; nothing is read before it is asked for."""

    root: Path
    settings: Settings

    @property
    def ontology(self) -> Path:
        return self.root / "ontology"

    @property
    def loaders(self) -> Path:
        return self.root / "loaders"

    @property
    def queries(self) -> Path:
        return self.root / "queries"

    @property
    def data(self) -> Path:
        return (self.root / self.settings.data).resolve()

    @property
    def state(self) -> Path:
        return self.root / ".graph-service"

    @property
    def graph(self) -> Path:
        """The SQLite file of the ledger and the embedded store."""
        return self.state / "graph.sqlite"

    def now(self) -> datetime:
        """The workspace clock: local time of its zone, without offset."""
        if self.settings.clock is not None:
            return self.settings.clock.replace(tzinfo=None)
        return datetime.now(ZoneInfo(self.settings.time_zone)).replace(tzinfo=None)

    @cached_property
    def actors(self) -> Mapping[str, ActorEntry]:
        """Who may ask, by name; a workspace without actors.yaml knows one analyst."""
        path = self.root / "actors.yaml"
        document = read_yaml(path) if path.exists() else {"actors": {"analyst": {"role": "analyst"}}}
        entries = document.get("actors") if isinstance(document, dict) else None
        if not isinstance(entries, dict):
            raise WorkspaceError(
                Finding(rule="actors", where="actors.yaml", message="Expected a map 'actors' of name to role")
            )
        return {str(name): _actor(str(name), entry) for name, entry in entries.items()}


def _actor(name: str, entry: Any) -> ActorEntry:
    if not isinstance(entry, dict) or "role" not in entry:
        raise WorkspaceError(
            Finding(rule="actors", where=f"actors.yaml: {name}", message=f"Actor '{name}' has no role")
        )
    return ActorEntry(
        name=name,
        role=str(entry["role"]),
        attributes={str(key): str(value) for key, value in (entry.get("attributes") or {}).items()},
        permissions=tuple(str(one) for one in entry.get("permissions") or ()),
    )


def find_workspace(path: Path | None = None) -> Workspace:
    """The workspace at `path`, else of GRAPH_SERVICE_WORKSPACE, else of this folder or the nearest one above it."""
    chosen = path or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if chosen is not None:
        return open_workspace(chosen)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / SETTINGS).is_file():
            return open_workspace(folder)
    raise UsageError(
        Finding(
            rule="workspace",
            where=str(here),
            message=f"No {SETTINGS} here or above. Make a workspace with 'graph-service init DIR', "
            f"or name one with --workspace DIR or {VARIABLE}.",
        )
    )


def open_workspace(root: Path) -> Workspace:
    """The workspace in folder `root`; its settings are checked."""
    path = root / SETTINGS
    if not path.is_file():
        raise UsageError(
            Finding(
                rule="workspace",
                where=str(root),
                message=f"'{root}' is no workspace: it has no {SETTINGS}. Make one with 'graph-service init {root}'.",
            )
        )
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WorkspaceError(
            Finding(rule="settings", where=SETTINGS, message=f"Not readable as TOML: {error}")
        ) from error
    try:
        return Workspace(root=root.resolve(), settings=Settings.model_validate(document))
    except ValidationError as error:
        raise WorkspaceError(*(_setting_finding(dict(one)) for one in error.errors())) from error


def _setting_finding(error: dict[str, Any]) -> Finding:
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return Finding(
            rule="settings",
            where=SETTINGS,
            message=f"Unknown setting: '{name}'.",
            suggestions=closest(name, Settings.model_fields),
        )
    return Finding(rule="settings", where=SETTINGS, message=f"Setting '{name}': {error['msg']}")


def read_yaml(path: Path) -> Any:
    """A YAML file's document; a syntax error is a finding with its line."""
    try:
        return construct(compose(path.read_text(encoding="utf-8")))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        problem = error.problem or "syntax error"
        raise WorkspaceError(
            Finding(rule="yaml", where=f"{path.name}:{line}", message=f"Not YAML: {problem}")
        ) from error
    except UnicodeDecodeError as error:
        raise WorkspaceError(Finding(rule="encoding", where=path.name, message=f"Not UTF-8: {error.reason}")) from error
