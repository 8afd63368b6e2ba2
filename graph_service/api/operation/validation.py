"""Validation: what a document or its variables have wrong, each with a code and with what is near in the schema.

Codes and suggestions are told from the rule, the node and the type, never from graphql-core's sentences, which quote
what was sent. The schema is that of the role, so that nothing near is a name the role may not see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FieldsOnCorrectTypeRule,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    KnownArgumentNamesRule,
    KnownDirectivesRule,
    KnownFragmentNamesRule,
    KnownTypeNamesRule,
    NamedTypeNode,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    StringValueNode,
    ValueNode,
    ValuesOfCorrectTypeRule,
    VariableDefinitionNode,
    get_named_type,
    get_variable_values,
    specified_rules,
    type_from_ast,
    validate,
)
from graphql.execution.values import VariableValues
from graphql.language import SKIP, VisitorAction
from graphql.utilities import validate_input_literal, validate_input_value

from graph_service.api.errors import BAD_USER_INPUT, UNKNOWN_TERM, VALIDATION_FAILED, coded, refused
from graph_service.findings import closest, did_you_mean

MOST_ERRORS = 20
Path = Sequence[str | int]


def document_errors(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """Everything a document has wrong."""
    found = validate(schema, document, RULES, max_errors=MOST_ERRORS, hide_suggestions=True)
    return [coded(error, VALIDATION_FAILED) for error in found]


def variables_of(
    schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]
) -> VariableValues | list[GraphQLError]:
    """The variables as the schema takes them, or everything they have wrong."""
    found = get_variable_values(
        schema, operation.variable_definitions or (), dict(given), max_errors=MOST_ERRORS, hide_suggestions=True
    )
    return found if isinstance(found, VariableValues) else list(_by_variable(schema, found, given))


def _by_variable(schema: GraphQLSchema, errors: list[GraphQLError], given: Mapping[str, Any]) -> Iterator[GraphQLError]:
    """What was found, told again along the types where a value was given; each variable once."""
    seen: set[int] = set()
    for error in errors:
        node = _node(error)
        if not isinstance(node, VariableDefinitionNode) or node.variable.name.value not in given:
            yield coded(error, BAD_USER_INPUT)
        elif id(node) not in seen:
            seen.add(id(node))
            yield from _in_value(schema, node, given[node.variable.name.value]) or [coded(error, BAD_USER_INPUT)]


def _in_value(schema: GraphQLSchema, node: VariableDefinitionNode, value: Any) -> list[GraphQLError]:
    type_: Any = type_from_ast(schema, node.type)
    found: dict[tuple[str | int, ...], list[GraphQLError]] = {}
    if type_ is not None:
        validate_input_value(
            value,
            type_,
            lambda error, path: found.setdefault(tuple(path), []).append(error),
            hide_suggestions=True,
        )
    told = [one for path, errors in found.items() for one in _at(node, type_, value, path, errors)]
    return told[:MOST_ERRORS]


def _at(
    node: VariableDefinitionNode, type_: GraphQLInputType, value: Any, path: Path, errors: list[GraphQLError]
) -> list[GraphQLError]:
    """The errors at one place of a value: its unknown fields, of which what else is wrong there may only follow."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    place = f"Variable '${node.variable.name.value}{steps}'"
    here, there = _type_at(type_, path), _value_at(value, path)
    if isinstance(here, GraphQLInputObjectType) and isinstance(there, Mapping):
        unknown = [name for name in there if name not in here.fields]
        if unknown:
            return [_unknown_field(place, here, name, node) for name in unknown]
    near = closest(there, here.values) if isinstance(here, GraphQLEnumType) and isinstance(there, str) else ()
    return [_said(f"{place}: {error.message}", BAD_USER_INPUT, node, near) for error in errors]


def _unknown_field(place: str, type_: GraphQLInputObjectType, name: str, node: VariableDefinitionNode) -> GraphQLError:
    message = f"{place}: Expected value of type '{type_.name}' not to include unknown field '{name}'."
    return _said(message, UNKNOWN_TERM, node, closest(name, type_.fields))


def _type_at(type_: GraphQLInputType, path: Path) -> GraphQLNamedType:
    """The type of what stands at a path of a value of the type; indexes of lists do not change it."""
    found: GraphQLNamedType = get_named_type(type_)
    for step in path:
        if isinstance(step, str):
            assert isinstance(found, GraphQLInputObjectType)
            found = get_named_type(found.fields[step].type)
    return found


def _value_at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _said(message: str, code: str, node: Any, near: Sequence[str]) -> GraphQLError:
    hint = did_you_mean(tuple(near))
    return refused(f"{message} {hint}" if hint else message, code, node, near)


def _near(error: GraphQLError, code: str, word: str, known: Collection[str]) -> GraphQLError:
    """An error of graphql-core with our code, and with the known names that are like the word."""
    return _said(error.message, code, list(error.nodes or ()), closest(word, known))


def _node(error: GraphQLError) -> Node | None:
    return error.nodes[0] if error.nodes else None


class _Fields(FieldsOnCorrectTypeRule):
    def report_error(self, error: GraphQLError) -> None:
        """An unknown field: the types below this one that have it, else the fields that are like it."""
        node = _node(error)
        assert isinstance(node, FieldNode)
        type_ = self.context.get_parent_type()
        below = _types_with(self.context.schema, type_, node.name.value)
        if below:
            hint = did_you_mean(below).replace("Did you mean", "Did you mean to use an inline fragment on")
            super().report_error(refused(f"{error.message} {hint}", UNKNOWN_TERM, node, below))
            return
        fields = type_.fields if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) else ()
        super().report_error(_near(error, UNKNOWN_TERM, node.name.value, fields))


def _types_with(schema: GraphQLSchema, type_: object, field: str, most: int = 3) -> tuple[str, ...]:
    """The types that implement an interface and have a field that it lacks, wider ones first."""
    if not isinstance(type_, GraphQLInterfaceType):
        return ()
    found = schema.get_implementations(type_)
    wider = sorted(one.name for one in found.interfaces if field in one.fields)
    return (*wider, *sorted(one.name for one in found.objects if field in one.fields))[:most]


class _Arguments(KnownArgumentNamesRule):
    def enter_argument(self, arg_node: ArgumentNode, *args: Any) -> None:
        """An unknown argument of a field."""
        field, parent = self.context.get_field_def(), self.context.get_parent_type()
        if field is None or parent is None or self.context.get_argument() is not None:
            return
        holder, name = args[3][-1], arg_node.name.value
        message = f"Unknown argument '{name}' on field '{parent}.{holder.name.value}'."
        self.report_error(_said(message, UNKNOWN_TERM, arg_node, closest(name, field.args)))

    def report_error(self, error: GraphQLError) -> None:
        """An unknown argument of a directive is left; that of a field has its code already."""
        super().report_error(error if error.extensions else coded(error, UNKNOWN_TERM))


class _Types(KnownTypeNamesRule):
    def report_error(self, error: GraphQLError) -> None:
        """An unknown type."""
        node = _node(error)
        assert isinstance(node, NamedTypeNode)
        known = [name for name in self.existing_types_map if not name.startswith("__")]
        super().report_error(_near(error, UNKNOWN_TERM, node.name.value, known))


class _Fragments(KnownFragmentNamesRule):
    def report_error(self, error: GraphQLError) -> None:
        """An unknown fragment; those that there are, are the document's own."""
        super().report_error(coded(error, UNKNOWN_TERM))


class _Directives(KnownDirectivesRule):
    def report_error(self, error: GraphQLError) -> None:
        """An unknown directive, or a known one where it cannot stand."""
        node = _node(error)
        assert isinstance(node, DirectiveNode)
        known = [one.name for one in self.context.schema.directives] if self.context.schema else []
        code = VALIDATION_FAILED if node.name.value in known else UNKNOWN_TERM
        near = () if node.name.value in known else closest(node.name.value, known)
        super().report_error(_said(error.message, code, node, near))


class _Values(ValuesOfCorrectTypeRule):
    def is_valid_value_node(self, node: ValueNode, input_type: GraphQLInputType | None) -> VisitorAction:
        """A value of the wrong type, told at the place where it is wrong."""
        if input_type is not None:
            type_ = input_type
            validate_input_literal(
                node,
                type_,
                lambda error, path: self.report_error(_literal(error, _type_at(type_, path))),
                hide_suggestions=True,
            )
        return SKIP


def _literal(error: GraphQLError, type_: GraphQLNamedType) -> GraphQLError:
    node = _node(error)
    if isinstance(node, ObjectFieldNode) and isinstance(type_, GraphQLInputObjectType):
        return _near(error, UNKNOWN_TERM, node.name.value, type_.fields)
    if isinstance(node, EnumValueNode) and isinstance(type_, GraphQLEnumType):
        return _near(error, UNKNOWN_TERM, node.value, type_.values)
    if isinstance(node, StringValueNode) and isinstance(type_, GraphQLEnumType):
        return _near(error, VALIDATION_FAILED, node.value, type_.values)
    return error


_OURS: dict[Any, Any] = {
    FieldsOnCorrectTypeRule: _Fields,
    KnownArgumentNamesRule: _Arguments,
    KnownTypeNamesRule: _Types,
    KnownFragmentNamesRule: _Fragments,
    KnownDirectivesRule: _Directives,
    ValuesOfCorrectTypeRule: _Values,
}
RULES = tuple(_OURS.get(rule, rule) for rule in specified_rules)
