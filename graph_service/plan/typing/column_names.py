"""Names of columns and steps: known where they are spoken of, and only from where they may be."""

from __future__ import annotations

from graph_service.plan.expressions import Column, walk
from graph_service.plan.model import Table
from graph_service.plan.naming.lookups import Names, unknown
from graph_service.plan.walking.places import Place, Use, finding


def judge_column(names: Names, column: Column, place: Place) -> None:
    """A column is spoken of where its table, or the step its table reads, has it."""
    table = place.sight.table
    if column.step is not None:
        if table is None or table.step != column.step or place.sight.use is Use.RESULT:
            message = (
                f"Step '{column.step}' is not what this table reads; test membership with in_step, or read it with step"
            )
            names.findings.append(finding("column", message, place))
        else:
            judge_step_column(names, column.step, column.name, place)
    elif place.sight.use is not Use.RESULT or table is None:
        message = f"{{column: {column.name}}} has no place here; columns are spoken of in having, derived and order"
        names.findings.append(finding("column", message, place))
    elif column.name not in (known := [c.name for c in table.columns]):
        names.findings.append(unknown("column", column.name, known, place))


def judge_step_column(names: Names, step: str, column: str, place: Place) -> None:
    """The step comes before and has the column."""
    if step not in names.steps:
        names.findings.append(unknown("step", step, names.steps, place))
    elif column not in names.steps[step]:
        names.findings.append(unknown(f"column of step '{step}'", column, names.steps[step], place))


def leave_table(names: Names, table: Table, place: Place) -> Table:
    """Derived columns speak of those before them; a limit per group names columns."""
    known = [column.name for column in (*table.dimensions, *table.measures)]
    for column in table.derived:
        for part in walk(column.of):
            if isinstance(part, Column) and part.name not in known and part.name in (c.name for c in table.derived):
                message = f"'{part.name}' is derived later; a derived column speaks of columns before it"
                names.findings.append(finding("column", message, place.child(f"derived.{column.name}")))
        known.append(column.name)
    for name in table.limit_per.by if table.limit_per else ():
        if name not in known:
            names.findings.append(unknown("column", name, known, place.child("limit_per.by")))
    return table
