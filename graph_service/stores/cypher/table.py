"""Tables in Cypher: blocks apart, their groups brought together, then having, order and limits.

Several blocks are the branches of one UNION ALL, each leaving the others' aggregates null; grouping them once more
by the dimensions joins them (drill-across), and null is a group like any other. The answer is one list of rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_service.plan.blocks import blocks
from graph_service.plan.conditions import Condition
from graph_service.plan.expressions import Aggregate, AggregateFunction, Column
from graph_service.plan.model import Named, Order, Table
from graph_service.plan.ready import ResultColumn
from graph_service.stores.cypher.block import BlockText, block_text
from graph_service.stores.cypher.conditions import filtered
from graph_service.stores.cypher.context import Context, StepRows, clause, indented, sorted_lines
from graph_service.stores.cypher.expressions import value
from graph_service.stores.cypher.frame import Frame
from graph_service.stores.cypher.measures import carried, names_of
from graph_service.stores.cypher.ordering import Key, keys, order_by
from graph_service.stores.cypher.values import Value, cast


@dataclass(kw_only=True)
class Sheet:
    """A table once it is grouped: its clauses so far and its columns by name, each a bound name."""

    context: Context
    lines: list[str]
    columns: dict[str, Value] = field(default_factory=dict)
    aggregates: dict[Aggregate, Value] = field(default_factory=dict)

    def frame(self) -> Frame:
        return Frame(context=self.context, columns=self.columns, aggregates=self.aggregates)


def body_lines(table: Table, types: tuple[ResultColumn, ...], context: Context) -> list[str]:
    """The table as the answer: one list of rows, one row more than its limit."""
    sheet = finished(table, types, context)
    columns = ", ".join(sheet.columns[one.name].text for one in types)
    return [*_page(table, sheet, more=1), f"RETURN collect([{columns}]) AS rows"]


def step_rows(name: str, table: Table, types: tuple[ResultColumn, ...], context: Context) -> list[str]:
    """The table as an earlier step: its rows under a variable, shadows included."""
    sheet = finished(table, types, context)
    lines = _page(table, sheet) if table.limit is not None else sheet.lines
    listed = [name for one in types for name in names_of(sheet.columns[one.name])]
    at = {name: f"row[{number}]" for number, name in enumerate(listed)}
    variable = context.name("step")
    scope = "CALL (*) {" if context.steps else "CALL () {"
    columns = {one.name: _read(sheet.columns[one.name], at) for one in types}
    context.steps[name] = StepRows(variable=variable, columns=columns)
    return [scope, *indented([*lines, f"RETURN collect([{', '.join(listed)}]) AS {variable}"]), "}"]


def finished(table: Table, types: tuple[ResultColumn, ...], context: Context) -> Sheet:
    """The table grouped, with all of its columns, after having and the limit per group."""
    sheet = _grouped(table, context)
    _compute(sheet, table.measures, "measure")
    for derived in table.derived:
        _compute(sheet, (derived,), "derived")
    for one in types:
        _fit(sheet, one)
    if table.having is not None:
        sheet.lines += _having(sheet, table.having)
    if table.limit_per is not None:
        _limit_per(sheet, table)
    return sheet


def _grouped(table: Table, context: Context) -> Sheet:
    """The clauses that give a row per group, with its dimensions and aggregates."""
    names = [context.name("dim") for _ in table.dimensions]
    parts = [block_text(block, table, names, context) for block in blocks(table)]
    found = {one: context.name("agg") for part in parts for one in part.aggregates}
    lines = _single(parts[0], found) if len(parts) == 1 else _joined(parts, found)
    if context.steps:  # a WITH that groups would lose the steps' rows
        kept = [name for one in parts[0].dimensions for name in names_of(one)] + list(found.values())
        lines = ["CALL (*) {", *indented([*lines, f"RETURN {', '.join(kept)}"]), "}", "WITH *"]
    sheet = Sheet(context=context, lines=lines)
    sheet.columns = {d.name: one for d, one in zip(table.dimensions, parts[0].dimensions, strict=True)}
    for part in parts:
        sheet.aggregates |= {one: carried(of, found[one]) for one, of in part.aggregates.items()}
    return sheet


def _single(part: BlockText, found: dict[Aggregate, str]) -> list[str]:
    items = [f"{of.text} AS {found[one]}" for one, of in part.aggregates.items()]
    return [*part.lines, clause("WITH" if items else "WITH DISTINCT", [*part.groups, *items])]


def _joined(parts: list[BlockText], found: dict[Aggregate, str]) -> list[str]:
    """The blocks as branches of a union, grouped once more; a count that a group lacks is 0."""
    lines: list[str] = []
    for part in parts:
        texts = {one: part.aggregates[one].text if one in part.aggregates else "null" for one in found}
        items = [*part.groups, *(f"{text} AS {found[one]}" for one, text in texts.items())]
        word = "RETURN" if part.aggregates else "RETURN DISTINCT"
        lines += [*(["UNION ALL"] if lines else []), *part.lines, clause(word, items)]
    groups = [name for one in parts[0].dimensions for name in names_of(one)]
    whole = [f"{_whole(one, name)} AS {name}" for one, name in found.items()]
    return ["CALL () {", *indented(lines), "}", clause("WITH", [*groups, *whole])]


def _whole(aggregate: Aggregate, name: str) -> str:
    return f"coalesce(max({name}), 0)" if aggregate.function is AggregateFunction.COUNT else f"max({name})"


def _compute(sheet: Sheet, columns: tuple[Named, ...], stem: str) -> None:
    """Columns computed from those there are; what is more than a name gets one."""
    texts: dict[str, str] = {}
    found: dict[str, Value] = {}
    for column in columns:
        of = value(column.of, sheet.frame())
        of = cast(of, of.datatype, of.scale, sheet.context.parameter) if of.constant else of
        found[column.name] = of if of.text.isidentifier() else carried(of, sheet.context.name(stem))
        texts |= dict(zip(names_of(found[column.name]), names_of(of), strict=True))
    items = [f"{text} AS {name}" for name, text in texts.items() if text != name]
    sheet.columns |= found
    sheet.lines += [clause("WITH *,", items)] if items else []


def _fit(sheet: Sheet, to: ResultColumn) -> None:
    """The column in the type the result has for it."""
    of = sheet.columns[to.name]
    fitted = cast(of, to.datatype, to.scale, sheet.context.parameter)
    if fitted != of:
        name = sheet.context.name("fitted")
        sheet.lines.append(f"WITH *, {fitted.text} AS {name}")
        sheet.columns[to.name] = carried(fitted, name)


def _having(sheet: Sheet, condition: Condition) -> list[str]:
    frame = sheet.frame()
    filtered(frame, (condition,))
    return frame.body()


def _limit_per(sheet: Sheet, table: Table) -> None:
    """The first rows, in the table's order, of each tuple of the columns named."""
    assert table.limit_per is not None
    context, many, row = sheet.context, sheet.context.name("rows"), sheet.context.name("row")
    names = list(dict.fromkeys(name for one in sheet.columns.values() for name in names_of(one)))
    by = dict.fromkeys(sheet.columns[name].text for name in table.limit_per.by)
    first = f"collect([{', '.join(names)}])[..{context.parameter(table.limit_per.first)}] AS {many}"
    sheet.lines = [
        *sorted_lines(sheet.lines, order_by(table_keys(table, sheet))),
        clause("WITH", [*by, first]),
        f"UNWIND {many} AS {row}",
        clause("WITH", [f"{row}[{number}] AS {name}" for number, name in enumerate(names)]),
    ]


def _page(table: Table, sheet: Sheet, more: int = 0) -> list[str]:
    """The clauses with the order and, if the table has one, the limit."""
    found = () if table.any_order else table_keys(table, sheet)
    limit = f"LIMIT {sheet.context.parameter(table.limit + more)}" if table.limit is not None else None
    return sorted_lines(sheet.lines, order_by(found) if found else "", limit) if found or limit else sheet.lines


def table_keys(table: Table, sheet: Sheet) -> tuple[Key, ...]:
    """The table's order, then every dimension ascending, so that the same page is always the same page."""
    found: list[Key] = []
    for order in table.order:
        found += keys(_ordered(order, table, sheet), descending=order.descending)
    named = {order.of.name for order in table.order if isinstance(order.of, Column)}
    for dimension in table.dimensions:
        of = sheet.columns[dimension.name]
        found += keys(of) if dimension.name not in named else ()
        found += [Key(text=of.text)] if of.is_free_text else []
    return tuple(found)


def _ordered(order: Order, table: Table, sheet: Sheet) -> Value:
    same = next((column.name for column in table.columns if column.of == order.of), None)
    if isinstance(order.of, Column) and order.of.name in sheet.columns:
        return sheet.columns[order.of.name]
    return sheet.columns[same] if same is not None else value(order.of, sheet.frame())


def _read(of: Value, at: dict[str, str]) -> Value:
    """A column as it is read from a row of its step."""
    return Value(
        text=at[of.text],
        datatype=of.datatype,
        scale=of.scale,
        fold=at[of.fold] if of.fold else None,
        sort=at[of.sort] if of.sort else None,
    )
