"""From a prepared plan to one Cypher statement: pure functions, values only as parameters, identifiers quoted."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.plan.model import Table
from graph_service.plan.ready import ReadyPlan
from graph_service.stores.cypher import entities, table
from graph_service.stores.cypher.context import Context
from graph_service.stores.cypher.shape import AS_IT_IS, Shape, reader
from graph_service.stores.protocol import Statement

LANGUAGE = "cypher"


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A statement whose one record holds all `rows` (and the `total`), and the shape of the rows."""

    statement: Statement
    shape: Shape = AS_IT_IS


def compile_cypher(ready: ReadyPlan) -> Compiled:
    """The statement of a plan: earlier steps first, each a list of rows, then the body."""
    context = _context(ready)
    steps = [
        table.step_rows(step.name, step.table, ready.step_columns[step.name], context) for step in ready.plan.steps
    ]
    shape = AS_IT_IS
    if isinstance(ready.plan.body, Table):
        body = table.body_lines(ready.plan.body, ready.columns, context)
    else:
        body, shape = entities.body_lines(ready.plan.body, context)
    lines = [*_with_members(steps, context), *body]
    text = "\n".join(lines)
    return Compiled(statement=Statement(language=LANGUAGE, text=text, parameters=context.parameters), shape=shape)


def _context(ready: ReadyPlan) -> Context:
    known = ready.ontology.languages
    preferred = (ready.language,) if ready.language in known else ()
    return Context(ontology=ready.ontology, languages=tuple(dict.fromkeys((*preferred, *known))))


def _with_members(steps: list[list[str]], context: Context) -> list[str]:
    """The steps' clauses, each followed by the lists that tests of membership need."""
    lines: list[str] = []
    for clauses, rows in zip(steps, context.steps.values(), strict=True):
        items = [
            f"[row IN {rows.variable} WHERE {text} IS NOT NULL | {text}] AS {name}"
            for text, name in rows.members.items()
        ]
        lines += [*clauses, *([f"WITH *, {', '.join(items)}"] if items else [])]
    return lines


__all__ = ["Compiled", "compile_cypher", "reader"]
