"""Inputs of the schema, per class: `where` (values, links, AND OR NOT) and `orderBy`."""

from __future__ import annotations

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
)

from graph_service.api.schema.descriptions import described, described_code
from graph_service.api.schema.parts import Kind, Part, extension
from graph_service.api.schema.scalars import FILTERS, ID_FILTER, enum_operators
from graph_service.ontology.graphql_names import code_name, field_name, type_name
from graph_service.ontology.model import Ontology, Property

DIRECTION = GraphQLEnumType(
    "Direction",
    {
        "ASC": GraphQLEnumValue(False, description="Smallest first."),
        "DESC": GraphQLEnumValue(True, description="Largest first."),
    },
    description="Entities without a value come last in both directions.",
)


class Inputs:
    """The input types of one ontology, each made once and only when something refers to it."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self._wheres: dict[str, GraphQLInputObjectType] = {}
        self._links: dict[str, GraphQLInputObjectType] = {}
        self._orders: dict[str, GraphQLInputObjectType] = {}
        self._enums: dict[str, GraphQLEnumType] = {}
        self._enum_wheres: dict[str, GraphQLInputObjectType] = {}
        self._filters: dict[int, GraphQLInputField | None] = {}
        self._keys: dict[int, GraphQLInputField] = {}
        self._words: dict[int, str] = {}

    def enum(self, name: str) -> GraphQLEnumType:
        """The enum of an enumeration; its values are the notations."""
        if name not in self._enums:
            enumeration = self.ontology.enumerations[name]
            values = {
                code_name(code.notation): GraphQLEnumValue(
                    code.notation, description=described_code(code, self.ontology)
                )
                for code in enumeration.codes
            }
            about = described(enumeration, self.ontology)
            self._enums[name] = GraphQLEnumType(type_name(name), values, description=about)
        return self._enums[name]

    def words(self, prop: Property) -> str:
        """What a property means; asked for several times each."""
        if id(prop) not in self._words:
            self._words[id(prop)] = described(prop, self.ontology)
        return self._words[id(prop)]

    def codes(self, name: str) -> dict[str, str] | None:
        """Enum value per notation where some notation is no GraphQL name, else None."""
        found = {code.notation: code_name(code.notation) for code in self.ontology.enumerations[name].codes}
        return found if any(notation != code for notation, code in found.items()) else None

    def where(self, cls: str) -> GraphQLInputObjectType:
        """The condition on entities of a class."""
        if cls not in self._wheres:
            self._wheres[cls] = GraphQLInputObjectType(
                f"{type_name(cls)}Where",
                lambda: self._where_fields(cls),
                description=f"Conditions on {type_name(cls)}; all that are given must hold.",
            )
        return self._wheres[cls]

    def order(self, cls: str) -> GraphQLInputObjectType:
        """One sort key of a class."""
        if cls not in self._orders:
            self._orders[cls] = GraphQLInputObjectType(
                f"{type_name(cls)}OrderBy",
                lambda: self._order_fields(cls),
                description=f"One sort key of {type_name(cls)}: exactly one field.",
                is_one_of=True,
            )
        return self._orders[cls]

    def _where_fields(self, cls: str) -> dict[str, GraphQLInputField]:
        of = self.where(cls)
        many = GraphQLList(GraphQLNonNull(of))
        fields = {
            "AND": _field(many, Kind.AND, "All of these hold."),
            "OR": _field(many, Kind.OR, "At least one of these holds."),
            "NOT": _field(of, Kind.NOT, "This does not hold. A comparison with a missing value is neither."),
            "isNull": _field(GraphQLBoolean, Kind.IS_NULL, "On a link: true if it leads nowhere, false if somewhere."),
            "id": _field(ID_FILTER, Kind.ID, "The IRI."),
        }
        for prop in self.ontology.properties_of(cls).values():
            if id(prop) not in self._filters:
                self._filters[id(prop)] = self._filter(prop)
            made = self._filters[id(prop)]
            if made is not None:
                fields[field_name(prop.name)] = made
        return fields

    def _filter(self, prop: Property) -> GraphQLInputField | None:
        if prop.range is not None:
            of = self._link(prop.range) if prop.many else self.where(prop.range)
            kind = Kind.MANY if prop.many else Kind.ONE
            return _field(of, kind, self.words(prop), prop)
        if prop.many:
            return None  # no plan compares one of several literals
        assert prop.datatype is not None
        made = self._enum_where(prop.enumeration) if prop.enumeration else FILTERS[prop.datatype]
        return _field(made, Kind.VALUE, self.words(prop), prop)

    def _enum_where(self, name: str) -> GraphQLInputObjectType:
        if name not in self._enum_wheres:
            enum = self.enum(name)
            self._enum_wheres[name] = enum_operators(f"{enum.name}Where", enum)
        return self._enum_wheres[name]

    def _link(self, cls: str) -> GraphQLInputObjectType:
        if cls not in self._links:
            of = self.where(cls)
            self._links[cls] = GraphQLInputObjectType(
                f"{type_name(cls)}LinkWhere",
                {
                    "some": GraphQLInputField(of, description="At least one satisfies this."),
                    "none": GraphQLInputField(of, description="None satisfies this."),
                    "all": GraphQLInputField(of, description="Every one satisfies this; true where there is none."),
                },
                description=f"Conditions on the {type_name(cls)} a link leads to; all that are given must hold.",
            )
        return self._links[cls]

    def _order_fields(self, cls: str) -> dict[str, GraphQLInputField]:
        fields = {"id": _field(DIRECTION, Kind.ID, "The IRI.")}
        for prop in self.ontology.properties_of(cls).values():
            if prop.many:
                continue
            if id(prop) not in self._keys:
                of = DIRECTION if prop.range is None else self.order(prop.range)
                kind = Kind.VALUE if prop.range is None else Kind.ONE
                self._keys[id(prop)] = _field(of, kind, self.words(prop), prop)
            fields[field_name(prop.name)] = self._keys[id(prop)]
        return fields


def _field(of: object, kind: Kind, about: str, prop: Property | None = None) -> GraphQLInputField:
    cls = (prop.range or "") if prop else ""
    part = Part(kind=kind, cls=cls, prop=prop)
    return GraphQLInputField(of, description=about, extensions=extension(part))  # type: ignore[arg-type]
