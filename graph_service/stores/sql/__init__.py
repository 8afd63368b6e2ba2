"""From a prepared plan to one SQL statement of the embedded store: pure functions, values only as parameters."""

from __future__ import annotations

from graph_service.plan.model import Table
from graph_service.plan.ready import ReadyPlan
from graph_service.stores.protocol import Statement
from graph_service.stores.sql.entities import entities_text
from graph_service.stores.sql.frames import Compilation, tell_apart
from graph_service.stores.sql.table import table_text, with_named

LANGUAGE = "sql"


def compile_sql(ready: ReadyPlan) -> Statement:
    """The statement of a plan: a table's rows, or one row with one JSON text of the entities."""
    compilation = _compilation(ready)
    tell_apart((step.name for step in ready.plan.steps), "steps")
    for step in ready.plan.steps:
        made = table_text(step.table, ready.step_columns[step.name], compilation, body=False)
        compilation.steps[step.name] = made.columns
        compilation.named[compilation.step_table(step.name)] = made.text
    if isinstance(ready.plan.body, Table):
        text = table_text(ready.plan.body, ready.columns, compilation, body=True).text
    else:
        text = entities_text(ready.plan.body, compilation)
    text = _in_front(compilation.named, text)
    return Statement(language=LANGUAGE, text=text, parameters=dict(compilation.parameters.values))


def _compilation(ready: ReadyPlan) -> Compilation:
    known = ready.ontology.languages
    languages = (ready.language, *known) if ready.language in known else known
    return Compilation(ontology=ready.ontology, languages=tuple(dict.fromkeys(languages)))


def _in_front(named: dict[str, str], text: str) -> str:
    """The named tables before the statement's own, in one WITH."""
    if not named:
        return text
    before, own = with_named(named), text.removeprefix("WITH\n")
    return f"{before.rstrip()},\n{own}" if own != text else f"{before}{text}"
