"""YAML documents with the line of every node: metrics and policies, contracts, descriptors and mappings.

Dates stay text and keys are text: `{null: shelfLife}` is the condition `null`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from graph_service.bounded_yaml import BoundedLoader, compose, construct
from graph_service.findings import Finding, WorkspaceError

Step = str | int
Path_ = tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Document:
    """The value of one file and the line of each of its nodes, by path of keys and positions."""

    shown: str
    value: Any
    lines: Mapping[Path_, int]

    def line(self, *path: Step) -> int:
        """The line of the node, or of the nearest one around it (1-based)."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def place(self, *path: Step) -> str:
        """`file:line` of the node, or of the nearest one around it."""
        return f"{self.shown}:{self.line(*path)}"


class _Loader(BoundedLoader):
    """The bounded loader without dates."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in BoundedLoader.yaml_implicit_resolvers.items()
}


def read_document(path: Path, shown: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """The document, or its first syntax error; a key stated twice is a finding."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        node = compose(text, _Loader)
        value = _named(construct(node, _Loader))
    except UnicodeDecodeError as error:
        message = f"Not UTF-8: byte 0x{error.object[error.start]:02x}. Save the file as UTF-8"
        return None, (Finding(rule="encoding", message=message, where=f"{shown}:1"),)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        written = text.splitlines()[line - 1 : line] or [""]
        message = f"Syntax error, {getattr(error, 'problem', None) or error}, in: {written[0].strip()[:100]}"
        return None, (Finding(rule="syntax", message=message, where=f"{shown}:{line}"),)
    lines: dict[Path_, int] = {}
    findings: list[Finding] = []
    if node is not None:
        _walk(node, (), lines, findings, shown)
    return Document(shown=shown, value=value, lines=lines), tuple(findings)


def sound_document(path: Path, shown: str) -> Document:
    """The document; WorkspaceError with its findings where it is broken."""
    document, findings = read_document(path, shown)
    if document is None or findings:
        raise WorkspaceError(*findings)
    return document


def _named(value: Any) -> Any:
    if isinstance(value, dict):
        return {"null" if key is None else str(key): _named(one) for key, one in value.items()}
    return [_named(one) for one in value] if isinstance(value, list) else value


def _walk(node: yaml.Node, path: Path_, lines: dict[Path_, int], findings: list[Finding], shown: str) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _walk(item, (*path, number), lines, findings, shown)
    if isinstance(node, yaml.MappingNode):
        seen: set[Hashable] = set()
        for key, item in node.value:
            inner = (*path, str(key.value))
            if inner in seen:
                message = f"Key '{key.value}' is stated twice; only the last counts"
                findings.append(
                    Finding(rule="duplicate-key", message=message, where=f"{shown}:{key.start_mark.line + 1}")
                )
            seen.add(inner)
            _walk(item, inner, lines, findings, shown)
            lines[inner] = key.start_mark.line + 1
