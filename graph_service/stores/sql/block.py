"""A block of a table in SQL: its groups and aggregates, or only its groups where it has no aggregates.

plain                     SELECT dimensions, aggregates FROM pattern WHERE … GROUP BY dimensions
an entity comes again     the same over SELECT DISTINCT dimensions, grain's id, values FROM pattern
latest                    the same over rows whose time is the latest of their group
"""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.ontology.model import Ontology
from graph_service.ontology.naming import quote_sql
from graph_service.plan.blocks import Block, multiplies
from graph_service.plan.expressions import Aggregate
from graph_service.plan.model import Named, Table
from graph_service.plan.operators import REPEATABLE
from graph_service.stores.sql.aggregates import aggregate_value, aggregated, distinguished
from graph_service.stores.sql.conditions import predicate
from graph_service.stores.sql.expressions import carried, outward, value
from graph_service.stores.sql.frames import Compilation, Frame
from graph_service.stores.sql.links import joins
from graph_service.stores.sql.pattern import arranged, branch_exists, guards
from graph_service.stores.sql.values import Value, written
from graph_service.stores.sql.writing import column, nested, quoted_as, select, table_as

ENTITY = "#entity"
TIME, LATEST = "#time", "#latest"
ROWS = "rows"


@dataclass(frozen=True, kw_only=True)
class BlockText:
    """A compiled block: its SELECT, and its columns by name as they are inside it."""

    text: str
    dimensions: dict[str, Value]
    aggregates: dict[str, Value]


def block_text(block: Block, table: Table, compilation: Compilation) -> BlockText:
    """One block as a SELECT of the table's dimensions and the block's aggregates."""
    frame, sources = _pattern(block, table, compilation)
    where = [*guards(frame, block.nodes), *(predicate(condition, frame) for condition in block.where)]
    where += [branch_exists(frame, branch) for branch in block.branches]
    dimensions = {d.name: value(d.of, frame) for d in table.dimensions}
    if block.grain is None:
        columns = _columns(dimensions, frame)
        text = select(quoted_as(columns), [*sources, *frame.sources], distinct=True, where=where)
        return BlockText(text=text, dimensions=dimensions, aggregates={})
    values = {a.name: _value_of(a, frame) for a in block.aggregates}
    again = multiplies(block, compilation.ontology) and not _is_repeatable(block)
    entity = _entity(block, frame, compilation.ontology)
    if block.latest is None and not again:
        return _grouped(block, frame, dimensions, values, sources, where, entity)
    inner, dimensions, values = _rows(block, frame, dimensions, values, sources, where, again=again)
    kept = [f"{column(ROWS, TIME)} = {column(ROWS, LATEST)}"] if block.latest is not None else []
    outer = Frame(compilation)
    return _grouped(block, outer, dimensions, values, [inner], kept, column(ROWS, ENTITY) if entity else "")


def _pattern(block: Block, table: Table, compilation: Compilation) -> tuple[Frame, list[str]]:
    frame = Frame(compilation)
    if table.step is not None:
        name = compilation.step_table(table.step)
        alias = frame.alias(table.step)
        frame.columns = {key: carried(v, alias, key) for key, v in compilation.steps[table.step].items()}
        return frame, [table_as(name, alias)]
    first, *rest = arranged(frame, block.nodes, block.edges, block.grain or block.nodes[0].name)
    return frame, [first.source, *joins(tuple(rest))]


def _grouped(
    block: Block,
    frame: Frame,
    dimensions: dict[str, Value],
    values: dict[str, Value | None],
    sources: list[str],
    where: list[str],
    entity: str,
) -> BlockText:
    aggregates = {
        a.name: aggregated(_aggregate(a), values[a.name], frame.parameters, entity=entity) for a in block.aggregates
    }
    columns = _columns(dimensions, frame)
    group = [str(number) for number, name in enumerate(columns, start=1) if name in dimensions]
    columns |= {name: of.text for name, of in aggregates.items()}
    text = select(quoted_as(columns), [*sources, *frame.sources], where=where, group=group)
    return BlockText(text=text, dimensions=dimensions, aggregates=aggregates)


def _rows(
    block: Block,
    frame: Frame,
    dimensions: dict[str, Value],
    values: dict[str, Value | None],
    sources: list[str],
    where: list[str],
    *,
    again: bool,
) -> tuple[str, dict[str, Value], dict[str, Value | None]]:
    """The block's rows, each once, under the alias `rows`, and its columns as they are read from there."""
    columns = _columns(dimensions, frame)
    keys = [columns[name] for name in dimensions]
    if block.nodes:
        columns[ENTITY] = frame.place(block.grain or "").id
    for name, of in values.items():
        columns |= {f"{name}#of": written(of, frame.parameters)} if of is not None else {}
    if block.latest is not None:
        columns |= _latest(block, frame, keys)
    text = select(quoted_as(columns), [*sources, *frame.sources], distinct=again, where=where)
    read = {n: carried(of, ROWS, f"{n}#of") if of is not None else None for n, of in values.items()}
    return f"{nested(text)} AS {quote_sql(ROWS)}", {n: carried(of, ROWS, n) for n, of in dimensions.items()}, read


def _latest(block: Block, frame: Frame, keys: list[str]) -> dict[str, str]:
    assert block.latest is not None
    time = written(value(block.latest, frame), frame.parameters)
    parts = [*keys, *(distinguished(one, frame) for one in block.per)]
    over = f"PARTITION BY {', '.join(parts)}" if parts else ""
    return {TIME: time, LATEST: f"max({time}) OVER ({over})"}


def _columns(dimensions: dict[str, Value], frame: Frame) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, of in dimensions.items():
        found |= outward(of, name, written(of, frame.parameters))
    return found


def _aggregate(named: Named) -> Aggregate:
    assert isinstance(named.of, Aggregate)
    return named.of


def _value_of(named: Named, frame: Frame) -> Value | None:
    return aggregate_value(_aggregate(named), frame)


def _entity(block: Block, frame: Frame, ontology: Ontology) -> str:
    """The id to count instead of rows, where an entity of the grain may come more than once."""
    if not block.nodes or not multiplies(block, ontology):
        return ""
    return frame.place(block.grain or "").id


def _is_repeatable(block: Block) -> bool:
    """Whether every aggregate gives the same if an entity comes more than once."""
    found = [_aggregate(named) for named in block.aggregates]
    return all(a.of is None or a.distinct or a.function in REPEATABLE for a in found)
