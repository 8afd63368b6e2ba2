"""The root field `ask`: a question in plain words, and the Answer type it gives."""

from __future__ import annotations

from functools import partial
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLString,
)

from graph_service.answers.answer import Status
from graph_service.api.schema.root_value import RootValue
from graph_service.api.schema.scalars import JSON

_TEXT = GraphQLNonNull(GraphQLString)
_WORDS = {
    Status.ANSWERED: "There are rows.",
    Status.CLARIFY: "One question back: the question can be read in several ways.",
    Status.REFUSED: "It cannot be answered; the text says what is missing.",
}
OTHERWISE = {"class": "cls", "loadedAt": "loaded_at"}  # what GraphQL names otherwise than Python


def _many(of: GraphQLNamedType) -> GraphQLOutputType:
    return GraphQLNonNull(GraphQLList(GraphQLNonNull(of)))


def _object(name: str, about: str, fields: dict[str, tuple[GraphQLOutputType, str]]) -> GraphQLObjectType:
    made = {
        key: GraphQLField(of, description=words, resolve=partial(_pick, OTHERWISE.get(key, key)))
        for key, (of, words) in fields.items()
    }
    return GraphQLObjectType(name, made, description=about)


def _pick(key: str, told: dict[str, Any], info: GraphQLResolveInfo[Any]) -> Any:
    return told[key]


STATUS = GraphQLEnumType(
    "AnswerStatus",
    {status.name: GraphQLEnumValue(status.value, description=_WORDS[status]) for status in Status},
    description="How a question ended.",
)
COLUMN = _object(
    "AnswerColumn",
    "A column of an answer.",
    {
        "name": (_TEXT, "Its heading."),
        "datatype": (_TEXT, "What its values are."),
        "unit": (GraphQLString, "The unit of its values."),
        "property": (GraphQLString, "`Class.property` where it is one."),
    },
)
ENTITY = _object(
    "AnswerEntity",
    "An entity that the rows stand on.",
    {
        "iri": (GraphQLNonNull(GraphQLID), "The canonical IRI: `node(id:)` gives the entity."),
        "class": (_TEXT, "Its class."),
        "label": (GraphQLString, "What it is called."),
        "products": (_many(GraphQLString), "The data products that contribute to it."),
        "run": (GraphQLInt, "The load run that last changed it."),
    },
)
LINK = _object(
    "AnswerLink",
    "A relationship that was followed.",
    {
        "source": (GraphQLNonNull(GraphQLID), "From this entity."),
        "link": (_TEXT, "Over this link."),
        "target": (GraphQLNonNull(GraphQLID), "To this entity."),
    },
)
SOURCE = _object(
    "AnswerSource",
    "A data product that the answer stands on.",
    {
        "product": (_TEXT, "Its name."),
        "version": (_TEXT, "The version of its contract."),
        "run": (GraphQLInt, "The load run."),
        "loadedAt": (GraphQLString, "When that was, in UTC."),
    },
)
EVIDENCE = _object(
    "AnswerEvidence",
    "What the rows stand on.",
    {
        "entities": (_many(ENTITY), "The first entities; `total` counts all."),
        "links": (_many(LINK), "The links between them."),
        "sources": (_many(SOURCE), "The data products."),
        "total": (GraphQLNonNull(GraphQLInt), "How many entities in all."),
    },
)
STATEMENT = _object(
    "AnswerStatement",
    "What the store was told; needs the permission `explain`.",
    {
        "language": (_TEXT, "The store's language."),
        "text": (_TEXT, "The statement."),
        "parameters": (JSON, "Its parameters."),
    },
)
FINDING = _object(
    "AnswerFinding",
    "Something that was wrong on the way.",
    {
        "rule": (_TEXT, "By which rule."),
        "severity": (_TEXT, "Violation, Warning or Info."),
        "message": (_TEXT, "What."),
        "where": (GraphQLString, "Where."),
        "suggestions": (_many(GraphQLString), "What instead."),
    },
)
ANSWER = _object(
    "Answer",
    "The answer to a question, with what it stands on.",
    {
        "question": (_TEXT, "The question."),
        "status": (GraphQLNonNull(STATUS), "How it ended."),
        "text": (_TEXT, "The answer in a sentence, or one question back, or what is missing."),
        "columns": (_many(COLUMN), "The columns of the rows."),
        "rows": (GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLList(JSON)))), "The rows."),
        "restatement": (GraphQLString, "How the question was understood."),
        "assumptions": (_many(GraphQLString), "What was taken for granted."),
        "evidence": (GraphQLNonNull(EVIDENCE), "Entities, links and data products behind the rows."),
        "plan": (JSON, "The plan, in no store's language."),
        "statement": (STATEMENT, "What the store was told; null without the permission `explain`."),
        "planner": (GraphQLString, "`rules`, or the model that proposed the plan."),
        "timing": (JSON, "Seconds per step."),
        "suggestions": (_many(GraphQLString), "What could be asked instead."),
        "findings": (_many(FINDING), "What was wrong on the way."),
    },
)


def _resolve(
    root: RootValue, info: GraphQLResolveInfo[Any], question: str, language: str | None = None
) -> dict[str, Any]:
    return root.ask(question, language)


ASK = GraphQLField(
    ANSWER,
    {
        "question": GraphQLArgument(_TEXT, description="For example: What was the revenue by region last month?"),
        "language": GraphQLArgument(GraphQLString, description="Of the answer; that of the question unless told."),
    },
    resolve=_resolve,
    description="A question in plain words, answered with rows, evidence and sources, or refused with what is missing.",
)
