"""RoleSchema: the schema one role sees of one load, with everything that is worth keeping between requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from graphql import GraphQLSchema, OperationDefinitionNode, print_schema

from graph_service.api.limits import Limits, too_nested
from graph_service.api.operation.documents import Checked, Kept, check, operation_of
from graph_service.api.operation.validation import variables_of
from graph_service.api.planning.fields import Document, collect
from graph_service.api.planning.roots import Reading, Root
from graph_service.api.schema.build import build_schema
from graph_service.ontology.model import Ontology
from graph_service.plan.policies.policy import Actor
from graph_service.plan.policies.rights import visible
from graph_service.plan.ready import Bounds
from graph_service.service import GraphService

SCHEMAS_KEPT = 8
DOCUMENTS_KEPT = 500


class Refused(Exception):  # noqa: N818  -- not an error of the service: it carries GraphQL's own
    """GraphQL errors that end a request before anything is run."""

    def __init__(self, *errors: Any) -> None:
        self.errors = list(errors)
        super().__init__(str(errors[0]))


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation with its variables: the root fields in order, and what graphql-core needs for its own part."""

    roots: tuple[Root, ...]
    checked: Checked
    node: OperationDefinitionNode
    variables: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class RoleSchema:
    """One schema and what was asked of it."""

    ontology: Ontology
    bounds: Bounds
    limits: Limits
    zone: ZoneInfo
    schema: GraphQLSchema
    documents: Kept[Checked] = field(default_factory=lambda: Kept(DOCUMENTS_KEPT))
    operations: Kept[Operation] = field(default_factory=lambda: Kept(DOCUMENTS_KEPT))

    @cached_property
    def sdl(self) -> str:
        """The schema in the schema definition language."""
        return print_schema(self.schema)

    def read(self, text: str, variables: Mapping[str, Any], name: str | None, language: str | None) -> Operation:
        """The operation as plans; Refused with everything that is wrong with it."""
        checked = self.documents.get(text, lambda: check(text, self.schema, self.limits))
        if checked.errors:
            raise Refused(*checked.errors)
        if (deep := too_nested(variables, self.limits)) is not None:
            raise Refused(deep)
        key = (text, name, language, orjson.dumps(variables, option=orjson.OPT_SORT_KEYS))
        return self.operations.get(key, lambda: self._read(checked, variables, name, language))

    def _read(
        self, checked: Checked, variables: Mapping[str, Any], name: str | None, language: str | None
    ) -> Operation:
        assert checked.document is not None and self.schema.query_type is not None
        node = operation_of(checked.document, name)
        values = variables_of(self.schema, node, variables)
        if isinstance(values, list):
            raise Refused(*values)
        document = Document(schema=self.schema, fragments=checked.fragments, variables=values)
        asked = collect(document, ((node.selection_set, self.schema.query_type),))
        reading = self._reading(document, language)
        roots = tuple(reading.root(key, fields) for key, fields in asked.items())
        return Operation(roots=roots, checked=checked, node=node, variables=variables)

    def _reading(self, document: Document, language: str | None) -> Reading:
        return Reading(
            ontology=self.ontology,
            document=document,
            bounds=self.bounds,
            limits=self.limits,
            zone=self.zone,
            language=language,
        )


class RoleSchemas:
    """The schemas of what a service serves: another load, or another role's view, is another one."""

    def __init__(self, service: GraphService, limits: Limits | None = None) -> None:
        self.service, self.limits = service, limits or Limits()
        self._kept: Kept[RoleSchema] = Kept(SCHEMAS_KEPT)

    def of(self, actor: Actor) -> RoleSchema:
        """The schema of what is served now, as the actor may see it."""
        ontology = visible(self.service.scope(actor))
        return self._kept.get(_Same(ontology), lambda: self._build(ontology))

    def _build(self, ontology: Ontology) -> RoleSchema:
        return RoleSchema(
            ontology=ontology,
            bounds=self.service.bounds,
            limits=self.limits,
            zone=ZoneInfo(self.service.workspace.settings.time_zone),
            schema=build_schema(ontology, self.service.bounds),
        )


class _Same:
    """A key that is the ontology itself, which it keeps alive so that its identity stays its own."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology

    def __hash__(self) -> int:
        return id(self.ontology)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.ontology is other.ontology
