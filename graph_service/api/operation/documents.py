"""Documents: text → parsed and validated once per schema, then kept (validation costs more than most answers)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
)

from graph_service.api.errors import BAD_USER_INPUT, LIMIT_EXCEEDED, PARSE_FAILED, coded, refused
from graph_service.api.limits import Limits, judge, too_long
from graph_service.api.operation.validation import document_errors

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The last values asked for, by key; safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._values: OrderedDict[object, Value] = OrderedDict()

    def get(self, key: object, make: Callable[[], Value]) -> Value:
        """The value of a key, made if it is not there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A document that is valid, or the errors that say why it is not."""

    document: DocumentNode | None = None
    errors: tuple[GraphQLError, ...] = ()

    @property
    def fragments(self) -> dict[str, FragmentDefinitionNode]:
        assert self.document is not None
        return {d.name.value: d for d in self.document.definitions if isinstance(d, FragmentDefinitionNode)}


def check(text: str, schema: GraphQLSchema, limits: Limits) -> Checked:
    """Parse, measure, validate: each only if what comes before it found nothing."""
    long = too_long(text, limits)
    if long is not None:
        return Checked(errors=(long,))
    try:
        document = parse(text, max_tokens=limits.tokens)
    except GraphQLError as error:
        code = LIMIT_EXCEEDED if error.message.endswith("Parsing aborted.") else PARSE_FAILED  # as graphql-core says it
        return Checked(errors=(coded(error, code),))
    errors = judge(document, limits)
    if not errors:
        errors = document_errors(schema, document)
    return Checked(document=document, errors=tuple(errors))


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to run; GraphQLError where the name does not tell."""
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    named = [one for one in operations if name is None or (one.name is not None and one.name.value == name)]
    if len(named) == 1:
        if named[0].operation is not OperationType.QUERY:
            raise refused("Only queries can be asked here; loads change data.", BAD_USER_INPUT, named[0])
        return named[0]
    known = [one.name.value for one in operations if one.name is not None]
    if not operations:
        raise refused("The document has no operation.", BAD_USER_INPUT)
    if name is None:
        raise refused("The document has several operations; say which with operationName.", BAD_USER_INPUT, None, known)
    raise refused(f"Unknown operation: '{name}'.", BAD_USER_INPUT, None, known)
