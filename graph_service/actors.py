"""`actors.yaml`: who may ask, with the role, the attributes that policies compare, and the permissions.

actors:
  manager-nord:
    role: store-manager
    attributes: {region: Nord}
    permissions: [explain]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph_service.documents import Document, read_document
from graph_service.findings import Finding, closest

FILE = "actors.yaml"
KEYS = ("role", "attributes", "permissions")
PERMISSIONS = ("explain",)


@dataclass(frozen=True, kw_only=True)
class ActorEntry:
    """One entry of actors.yaml."""

    name: str
    role: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    permissions: tuple[str, ...] = ()


ANALYST = ActorEntry(name="analyst", role="analyst")


def read_actors(path: Path) -> tuple[Mapping[str, ActorEntry], tuple[Finding, ...]]:
    """The sound actors by name, and what is wrong with the others; without the file there is one analyst."""
    if not path.exists():
        return {ANALYST.name: ANALYST}, ()
    document, findings = read_document(path, FILE)
    if document is None:
        return {}, findings
    entries = document.value.get("actors") if isinstance(document.value, dict) else None
    if not isinstance(entries, dict) or set(document.value) != {"actors"}:
        message = "Expected one map, 'actors', of names: 'actors: {NAME: {role: ROLE}}'"
        return {}, (*findings, _finding(message, document))
    problems = {name: tuple(_problems(name, entry, document)) for name, entry in entries.items()}
    found = {name: _actor(name, entry) for name, entry in entries.items() if not problems[name]}
    return found, (*findings, *(one for some in problems.values() for one in some))


def _problems(name: str, entry: Any, document: Document) -> Iterator[Finding]:
    at = ("actors", name)
    if not isinstance(entry, dict) or not isinstance(entry.get("role"), str):
        yield _finding(f"Actor '{name}' has no role. Write 'role: ROLE' under it", document, *at)
        return
    for key in entry:
        if key not in KEYS:
            yield _finding(f"Unknown key '{key}' of actor '{name}'", document, *at, key, near=closest(key, KEYS))
    if not isinstance(entry.get("attributes") or {}, dict):
        yield _finding(f"Expected a map: 'attributes: {{region: Nord}}' of actor '{name}'", document, *at, "attributes")
    permissions = entry.get("permissions") or []
    if not isinstance(permissions, list):
        yield _finding(f"Expected a list: 'permissions: [explain]' of actor '{name}'", document, *at, "permissions")
        return
    for one in permissions:
        if one not in PERMISSIONS:
            message = f"Unknown permission '{one}' of actor '{name}'; there is {', '.join(PERMISSIONS)}"
            yield _finding(message, document, *at, "permissions", near=closest(str(one), PERMISSIONS))


def _actor(name: str, entry: Mapping[str, Any]) -> ActorEntry:
    return ActorEntry(
        name=name,
        role=entry["role"],
        attributes={key: str(value) for key, value in (entry.get("attributes") or {}).items()},
        permissions=tuple(entry.get("permissions") or ()),
    )


def _finding(message: str, document: Document, *at: str, near: tuple[str, ...] = ()) -> Finding:
    said = f"{message}." if near else message
    return Finding(rule="actors", message=said, where=document.place(*at), suggestions=near)
