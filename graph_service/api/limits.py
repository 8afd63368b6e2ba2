"""Limits of a document, judged before it is validated: length, tokens, root fields, fields with fragments, depth.

Introspection is not counted here: graphql-core bounds its depth, and GraphiQL needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from graph_service.api.errors import LIMIT_EXCEEDED, refused


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one document may ask. `entities` bounds what the pages of a root field may multiply to, `nesting` how
    deep a variable's value may be.
    """

    characters: int = 50_000
    tokens: int = 10_000
    roots: int = 20
    fields: int = 1_000
    depth: int = 16
    nesting: int = 100
    fragments: int = 100
    entities: int = 200_000
    body: int = 262_144


@dataclass(frozen=True, kw_only=True)
class Size:
    """Fields and depth of a selection, fragments counted wherever they are spread."""

    fields: int = 0
    depth: int = 0


def judge(document: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """What exceeds the limits; empty if nothing does."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    if len(fragments) > limits.fragments:  # each may spread the next: measuring and validating follow them inwards
        message = f"The document has {len(fragments)} fragments; at most {limits.fragments} are allowed."
        return [refused(f"{message} Spread fewer, or send several requests.", LIMIT_EXCEEDED)]
    sizes: dict[str, Size] = {}
    errors: list[GraphQLError] = []
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        size = _size(operation.selection_set, fragments, sizes, ())
        roots = len(operation.selection_set.selections)
        for what, found, most, hint in (
            ("fields at the root", roots, limits.roots, "Send several requests."),
            ("fields, fragments counted each time", size.fields, limits.fields, "Ask for less at once."),
            ("selections inside each other", size.depth, limits.depth, "Start nearer to what is wanted."),
        ):
            if found > most:
                message = f"The document has {found} {what}; at most {most} are allowed. {hint}"
                errors.append(refused(message, LIMIT_EXCEEDED, operation))
    return errors


def too_long(text: str, limits: Limits) -> GraphQLError | None:
    """Whether the text is longer than is even read."""
    if len(text) <= limits.characters:
        return None
    message = (
        f"The document has {len(text)} characters; at most {limits.characters} are allowed. "
        "Put values into variables, or send several requests."
    )
    return refused(message, LIMIT_EXCEEDED)


def too_nested(variables: Mapping[str, Any], limits: Limits) -> GraphQLError | None:
    """Whether a variable's value is deeper than anything that walks it later could follow."""
    level: list[Any] = [variables]
    for _ in range(limits.nesting):
        level = [inner for value in level for inner in _parts(value)]
        if not level:
            return None
    message = f"The variables are nested more than {limits.nesting} deep. Say it with fewer conditions inside others."
    return refused(message, LIMIT_EXCEEDED)


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()


def _size(
    selected: SelectionSetNode,
    fragments: dict[str, FragmentDefinitionNode],
    sizes: dict[str, Size],
    open_: tuple[str, ...],
) -> Size:
    """Each fragment is measured once, so that fragments within fragments cannot make this slow."""
    fields, depth = 0, 0
    for node in selected.selections:
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name not in fragments or name in open_:
                continue  # validation says so
            if name not in sizes:
                sizes[name] = _size(fragments[name].selection_set, fragments, sizes, (*open_, name))
            inner, own = sizes[name], 0
        else:
            assert isinstance(node, FieldNode | InlineFragmentNode)
            own = 1 if isinstance(node, FieldNode) else 0
            if isinstance(node, FieldNode) and node.name.value.startswith("__"):
                continue
            inner = _size(node.selection_set, fragments, sizes, open_) if node.selection_set else Size()
        fields += own + inner.fields
        depth = max(depth, own + inner.depth)
    return Size(fields=fields, depth=depth)
