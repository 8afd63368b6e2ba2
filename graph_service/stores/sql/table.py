"""Tables in SQL: blocks as named tables in front, their groups joined, then having, order and limits.

Blocks meet on the dimensions with IS, so that a group without a value meets its like. Counts are 0 and every other
measure is null where a block has no rows in a group.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.ontology.naming import quote_sql
from graph_service.plan.blocks import aggregate_names, blocks
from graph_service.plan.expressions import Aggregate, AggregateFunction, Column
from graph_service.plan.model import Order, Table
from graph_service.plan.ready import ResultColumn
from graph_service.stores.sql.block import BlockText, block_text
from graph_service.stores.sql.conditions import predicate
from graph_service.stores.sql.expressions import carried, outward, sort_texts, value
from graph_service.stores.sql.frames import Compilation, Frame, tell_apart
from graph_service.stores.sql.values import Value, cast, written
from graph_service.stores.sql.writing import all_of, column, hanging, indented, listed, nested, quoted_as, select

GROUPS = "all groups"
RANKED = "ranked"
RANK = "#rank"


@dataclass(frozen=True, kw_only=True)
class TableText:
    """A compiled table: its statement, and its columns by name with the types they have."""

    text: str
    columns: dict[str, Value]


def table_text(table: Table, columns: tuple[ResultColumn, ...], compilation: Compilation, *, body: bool) -> TableText:
    """One table. The body gives its columns alone and one row more than its limit; a step gives shadows too."""
    tell_apart((column.name for column in table.columns), "columns")
    made = [block_text(block, table, compilation) for block in blocks(table)]
    names = [f"block {number}" for number, _ in enumerate(made, start=1)]
    named = dict(zip(names, (block.text for block in made), strict=True))
    source, sources = _sources(table, made, names, named)
    frame = Frame(compilation)
    frame.columns = _result(table, frame, made, names, source)
    where = [predicate(table.having, frame)] if table.having is not None else []
    types = {one.name: one for one in columns}
    outputs = {name: _fitted(frame.columns[name], types[name], frame) for name in types}
    limit = frame.parameters.add(table.limit) if table.limit is not None else None
    more = f"{limit} + 1" if limit is not None and body else limit
    if table.limit_per is not None:
        named[RANKED] = _ranked(table, outputs, frame, sources, where)
        sources, where = [quote_sql(RANKED)], [f"{quote_sql(RANK)} <= {frame.parameters.add(table.limit_per.first)}"]
        outputs = {name: carried(of, RANKED, name) for name, of in outputs.items()}
    written_out = _outward(outputs, frame, shadows=not body)
    ordered = not table.any_order and (body or limit is not None)
    order = _order(table, outputs, frame) if ordered else []
    text = select(quoted_as(written_out), sources, where=where, order=order, limit=more)
    return TableText(text=f"{with_named(named)}{text}", columns=outputs)


def with_named(named: dict[str, str]) -> str:
    """The WITH clause of named tables, in their order."""
    if not named:
        return ""
    items = [f"{quote_sql(name)} AS {nested(text)}" for name, text in named.items()]
    return f"WITH\n{indented(listed(items))}\n"


def _sources(table: Table, made: list[BlockText], names: list[str], named: dict[str, str]) -> tuple[str, list[str]]:
    """The alias that has the dimensions, and the FROM items that bring in every block."""
    if len(made) == 1:
        return names[0], [quote_sql(names[0])]
    if not table.dimensions:
        return "", [quote_sql(names[0]), *(f"CROSS JOIN {quote_sql(name)}" for name in names[1:])]
    keys = [key for name, of in made[0].dimensions.items() for key in outward(of, name, name)]
    parts = [select([quote_sql(key) for key in keys], [quote_sql(name)]) for name in names]
    named[GROUPS] = "\nUNION\n".join(parts)
    joined = [
        _left_join(block, name, [d.name for d in table.dimensions]) for block, name in zip(made, names, strict=True)
    ]
    return GROUPS, [quote_sql(GROUPS), *(one for one in joined if one)]


def _left_join(block: BlockText, name: str, dimensions: list[str]) -> str:
    """A block joined to the groups; one without aggregates has said all it knows by then."""
    if not block.aggregates:
        return ""
    on = all_of(f"{column(name, d)} IS {column(GROUPS, d)}" for d in dimensions)
    return f"LEFT JOIN {quote_sql(name)} ON {hanging(on)}"


def _result(table: Table, frame: Frame, made: list[BlockText], names: list[str], source: str) -> dict[str, Value]:
    """The table's columns by name: dimensions, measures out of their aggregates, then derived ones in order."""
    found = {d.name: carried(made[0].dimensions[d.name], source, d.name) for d in table.dimensions}
    leaves = _leaves(table, made, names)
    frame.columns = {**found}
    for measure in table.measures:
        found[measure.name] = value(measure.of, frame, leaves.__getitem__)
    frame.columns = found
    for derived in table.derived:
        found[derived.name] = value(derived.of, frame)
    return found


def _leaves(table: Table, made: list[BlockText], names: list[str]) -> dict[Aggregate, Value]:
    """Every aggregate as it is read from its block."""
    wanted = {name: aggregate for aggregate, name in aggregate_names(table).items()}
    found: dict[Aggregate, Value] = {}
    for block, alias in zip(made, names, strict=True):
        for name, of in block.aggregates.items():
            text = column(alias, name)
            count = len(made) > 1 and wanted[name].function is AggregateFunction.COUNT
            text = f"coalesce({text}, 0)" if count else text
            found[wanted[name]] = Value(text=text, datatype=of.datatype, scale=of.scale)
    return found


def _fitted(of: Value, wanted: ResultColumn, frame: Frame) -> Value:
    text = cast(of, wanted.datatype, wanted.scale, frame.parameters)
    return Value(text=text, datatype=wanted.datatype, scale=wanted.scale, shadow=of.shadow, sort=of.sort)


def _outward(outputs: dict[str, Value], frame: Frame, *, shadows: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, of in outputs.items():
        text = written(of, frame.parameters)
        found |= outward(of, name, text) if shadows else {name: text}
    return found


def _ranked(table: Table, outputs: dict[str, Value], frame: Frame, sources: list[str], where: list[str]) -> str:
    """The rows with their number among those that agree on the columns of `limit_per`."""
    assert table.limit_per is not None
    by = ", ".join(written(outputs[name], frame.parameters) for name in table.limit_per.by)
    order = ", ".join(_order(table, outputs, frame))
    over = " ".join(part for part in (f"PARTITION BY {by}" if by else "", f"ORDER BY {order}") if part)
    columns = _outward(outputs, frame, shadows=True) | {RANK: f"row_number() OVER ({over})"}
    return select(quoted_as(columns), sources, where=where)


def _order(table: Table, outputs: dict[str, Value], frame: Frame) -> list[str]:
    """The table's order, then every dimension, so that the same page is always the same page."""
    texts: list[str] = []
    for order in table.order:
        of = _ordered(order, table, outputs, frame)
        texts += sort_texts(of, written(of, frame.parameters), descending=order.descending)
    named = {order.of.name for order in table.order if isinstance(order.of, Column)}
    for dimension in table.dimensions:
        of = outputs[dimension.name]
        text = written(of, frame.parameters)
        if dimension.name not in named:
            texts += sort_texts(of, text)
        texts += [f"{text} NULLS LAST"] if of.is_free_text else []
    return list(dict.fromkeys(texts))


def _ordered(order: Order, table: Table, outputs: dict[str, Value], frame: Frame) -> Value:
    same = (named.name for named in table.columns if named.of == order.of)
    if isinstance(order.of, Column) and order.of.name in outputs:
        return outputs[order.of.name]
    if (name := next(same, None)) is not None:
        return outputs[name]
    inner = Frame(frame.compilation, frame, columns=outputs)
    return value(order.of, inner)
