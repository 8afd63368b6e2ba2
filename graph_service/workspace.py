"""Workspace: the folders of text that people own, and their settings, as one read-only object.

<root>/graph-service.toml   settings          <root>/ontology/   stewards
<root>/actors.yaml          who may ask       <root>/loaders/    domain teams, a folder per data product
<root>/data/                sources           <root>/queries/    saved plans
<root>/.graph-service/      state: the ledger and the embedded store, never edited by hand
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from graph_service.actors import FILE as ACTORS
from graph_service.actors import ActorEntry, read_actors
from graph_service.findings import Finding, UsageError, WorkspaceError, closest

SETTINGS = "graph-service.toml"
VARIABLE = "GRAPH_SERVICE_WORKSPACE"
MOST_BYTES, MOST_FINDINGS = 16_000, 20  # of the settings: a file of a few lines
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")  # RFC 3987, 2.2, in short
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # BCP 47, roughly

StoreName = Literal["sqlite", "neo4j"]


class Settings(BaseModel):
    """graph-service.toml. `clock` fixes "now" (local to `time_zone`); without it the machine's clock is used.

    `sql_seconds` is how long one query that a contract or a mapping writes may take.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: str = "https://mesh.example/id/"
    languages: tuple[str, ...] = ("en",)
    time_zone: str = "UTC"
    clock: datetime | None = None
    store: StoreName = "sqlite"
    data: str = "data"
    sql_seconds: float = Field(default=60.0, gt=0, le=86_400)
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
    def _is_an_iri(cls, base: str) -> str:
        if not base.endswith(("/", "#")):
            raise ValueError("the base IRI ends with '/' or '#'")
        if not IRI.fullmatch(base):
            raise ValueError("the base IRI begins with a scheme such as 'https:' and has no space, quote or bracket")
        return base

    @field_validator("languages")
    @classmethod
    def _are_languages(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        wrong = next((one for one in languages if not LANGUAGE.fullmatch(one)), None)
        if wrong is not None or not languages:
            found = "there is none" if wrong is None else f"'{wrong}' is none"
            raise ValueError(f"at least one language tag is needed, such as 'en'; {found}")
        return languages

    @field_validator("data")
    @classmethod
    def _is_a_folder(cls, data: str) -> str:
        if not data.isprintable():
            raise ValueError("the folder's name has a character that no name has")
        return data


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
        """Who may ask, by name; WorkspaceError with every finding of the file."""
        actors, findings = read_actors(self.root / ACTORS)
        if findings:
            raise WorkspaceError(*findings)
        return actors

    def shown(self, path: Path) -> str:
        """A file as findings name it: from the workspace's root, so that it opens from there."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


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
        return Workspace(root=root.resolve(), settings=Settings.model_validate(_read_toml(path)))
    except ValidationError as error:
        found = [_setting_finding(dict(one)) for one in error.errors()]
        raise WorkspaceError(*found[:MOST_FINDINGS]) from error


def _read_toml(path: Path) -> dict[str, Any]:
    """The settings as they stand; whatever the file holds instead is one finding."""
    try:
        text = path.read_text(encoding="utf-8") if path.stat().st_size <= MOST_BYTES else None
        if text is not None:
            return tomllib.loads(text)
        why = f"it is larger than {MOST_BYTES:,} bytes"
    except (ValueError, OSError) as error:  # TOML's and UTF-8's errors, and numbers of too many digits
        why = str(error)
    except RecursionError:
        why = "it nests too deep"
    raise WorkspaceError(Finding(rule="settings", where=SETTINGS, message=f"Not readable as TOML: {why}"))


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
