"""Descriptors in Bitol's Open Data Product Standard 1.0.0: who owns a product, what it promises, its priority."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from graph_service.documents import Document, Step, read_document
from graph_service.findings import Finding, closest

API_VERSIONS = ("v1.0.0",)
HEADING = "'apiVersion: v1.0.0', 'kind: DataProduct', 'id: …' and 'status: active'"
DEFAULT_PRIORITY = 100


class _Open(BaseModel):
    """Nested objects are read for what we use; the standard has more."""

    model_config = ConfigDict(extra="allow", frozen=True)


class Port(_Open):
    """A way in or out: a contract by id and version."""

    name: str
    version: str
    contractId: str | None = None  # noqa: N815 the standard's key
    description: str | None = None


class Support(_Open):
    """Where people ask."""

    channel: str
    url: str | None = None


class Team(_Open):
    """Who owns the product."""

    name: str | None = None


class CustomProperty(BaseModel):
    """A key of our own; `priority` is the one we read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    property: str
    value: Any
    description: str | None = None


class Descriptor(BaseModel):
    """The whole file; keys the standard does not have are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    apiVersion: str  # noqa: N815 the standard's key
    kind: str
    id: str
    status: str
    name: str | None = None
    version: str | None = None
    domain: str | None = None
    tenant: str | None = None
    description: dict[str, Any] | None = None
    tags: tuple[str, ...] = ()
    inputPorts: tuple[Port, ...] = ()  # noqa: N815
    outputPorts: tuple[Port, ...] = ()  # noqa: N815
    managementPorts: tuple[dict[str, Any], ...] = ()  # noqa: N815
    support: tuple[Support, ...] = ()
    team: Team | None = None
    authoritativeDefinitions: tuple[dict[str, Any], ...] = ()  # noqa: N815
    customProperties: tuple[CustomProperty, ...] = ()  # noqa: N815
    productCreatedTs: str | None = None  # noqa: N815

    @property
    def owner(self) -> str:
        """The owning team's name, else the domain."""
        return (self.team and self.team.name) or self.domain or ""

    @property
    def priority(self) -> int:
        """Rank among sources that disagree: the smaller number is served."""
        found = (custom.value for custom in self.customProperties if custom.property == "priority")
        return int(next(found, DEFAULT_PRIORITY))


def read_descriptor(path: Path, shown: str) -> tuple[Descriptor | None, tuple[Finding, ...]]:
    """The descriptor of a file, or every key that is wrong with its line."""
    yaml, broken = read_document(path, shown)
    if yaml is None or broken:
        return None, broken
    if not isinstance(yaml.value, dict):
        return None, (_finding(yaml, f"A product descriptor is a YAML mapping that starts with {HEADING}."),)
    version = yaml.value.get("apiVersion")
    if not version:
        return None, (_finding(yaml, f"The descriptor lacks apiVersion. It starts with {HEADING}."),)
    if version not in API_VERSIONS:
        message = f"Unknown version of the product standard: apiVersion '{version}'. Use {' or '.join(API_VERSIONS)}."
        return None, (_finding(yaml, message, "apiVersion"),)
    try:
        return Descriptor(**yaml.value), ()
    except ValidationError as error:
        return None, tuple(_invalid(yaml, problem) for problem in error.errors())


def _finding(yaml: Document, message: str, *steps: Step, **more: Any) -> Finding:
    return Finding(rule="product", message=message, where=yaml.place(*steps), **more)


def _invalid(yaml: Document, problem: Any) -> Finding:
    steps = tuple(problem["loc"])
    key = ".".join(str(step) for step in steps)
    hint = closest(str(steps[-1]), Descriptor.model_fields) if problem["type"] == "extra_forbidden" else ()
    return _finding(yaml, f"{key}: {problem['msg']}.", *steps, suggestions=hint)
