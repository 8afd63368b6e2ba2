"""Collecting fields of a selection: fragments opened, @skip and @include decided (GraphQL October 2021, 6.3.2).

A field is kept with the type it was asked on and with the type conditions it stands under, so that a page of an
interface can be one plan whose rows are then shaped by their class.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
)
from graphql.execution.values import VariableValues

Composite = GraphQLObjectType | GraphQLInterfaceType


@dataclass(frozen=True, kw_only=True)
class Document:
    """What selections are read against."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues | None

    def arguments(self, field: GraphQLField, node: FieldNode) -> dict[str, object]:
        """The coerced arguments of a field."""
        return get_argument_values(field, node, self.variables)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One field asked for on type `on`, for entities that satisfy all of `when` (names of types)."""

    node: FieldNode
    on: Composite
    when: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The response key."""
        return self.node.alias.value if self.node.alias else self.node.name.value

    @property
    def name(self) -> str:
        return self.node.name.value

    @property
    def field(self) -> GraphQLField:
        found: GraphQLField = self.on.fields[self.name]
        return found


Selected = tuple[tuple[SelectionSetNode, Composite], ...]


def collect(document: Document, selected: Selected) -> dict[str, tuple[Asked, ...]]:
    """Response key → the fields asked under it, in the order of the document."""
    found: dict[str, list[Asked]] = {}
    for selection_set, on in selected:
        for asked in _opened(document, selection_set.selections, on, frozenset()):
            found.setdefault(asked.key, []).append(asked)
    return {key: tuple(asked) for key, asked in found.items()}


def below(asked: tuple[Asked, ...], on: Composite) -> Selected:
    """What is selected inside fields of one response key, all of type `on`."""
    return tuple((one.node.selection_set, on) for one in asked if one.node.selection_set)


def _opened(
    document: Document, selections: tuple[SelectionNode, ...], on: Composite, when: frozenset[str]
) -> Iterator[Asked]:
    for node in selections:
        if not _included(document, node):
            continue
        if isinstance(node, FieldNode):
            yield Asked(node=node, on=on, when=when)
        elif isinstance(node, InlineFragmentNode | FragmentSpreadNode):
            fragment = document.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            inner = _type(document, fragment.type_condition.name.value if fragment.type_condition else on.name)
            narrowed = when if _is_a(document, on, inner) else when | {inner.name}
            # a fragment on a wider type narrows nothing, and its fields are offered on the narrower type too
            read_on = on if _is_a(document, on, inner) else inner
            yield from _opened(document, fragment.selection_set.selections, read_on, narrowed)


def _type(document: Document, name: str) -> Composite:
    found = document.schema.type_map[name]
    assert isinstance(found, GraphQLObjectType | GraphQLInterfaceType)
    return found


def _is_a(document: Document, one: Composite, other: Composite) -> bool:
    return one is other or (isinstance(other, GraphQLInterfaceType) and document.schema.is_sub_type(other, one))


def _included(document: Document, node: SelectionNode) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, document.variables)
    if skip and skip["if"]:
        return False
    include = get_directive_values(GraphQLIncludeDirective, node, document.variables)
    return not include or bool(include["if"])
