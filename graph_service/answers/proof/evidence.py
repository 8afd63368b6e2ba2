"""Evidence: the entities an answer's rows stand on, the links followed from them, and the loads they came from.

Each block of the plan is asked once more without its measures: which entities of its grain satisfy all conditions, and
which entities its dimensions and conditions reach from there. What an EXISTS found is followed as a link; groups that
the rows do not show (below a limit, or not kept) are no evidence.
"""

from __future__ import annotations

from dataclasses import replace

from graph_service.answers.answer import Evidence, EvidenceEntity, EvidenceLink, Source
from graph_service.answers.proof.sources import Lineage, sources
from graph_service.answers.proof.standing import SHOWN, Run, Standing
from graph_service.plan.blocks import blocks
from graph_service.plan.conditions import And, Compare, Comparison, Condition, Null, Or, both
from graph_service.plan.expressions import Constant, Expression, Scalar
from graph_service.plan.model import Table
from graph_service.plan.policies.unguarded import unguarded
from graph_service.plan.ready import ReadyPlan

Rows = tuple[tuple[Scalar, ...], ...]


def evidence(ready: ReadyPlan, rows: Rows, run: Run, lineage: Lineage) -> Evidence:
    """The evidence of a prepared table's rows, at most `SHOWN` entities a block."""
    steps = unguarded(ready.plan.steps)
    body = unguarded(ready.plan.body)
    if not isinstance(body, Table):
        return Evidence()
    bodies = [_shown(body, rows) if _leaves_out(ready) else body] if body.step is None else []
    bodies = bodies or [step.table for step in steps if step.table.step is None]
    entities: dict[str, EvidenceEntity] = {}
    links: dict[EvidenceLink, None] = {}
    loads: dict[tuple[str, int], Source] = {}
    total = 0
    for block, dimensions in [(block, one.dimensions) for one in bodies for block in blocks(one)]:
        standing = Standing(block, dimensions, ready, steps)
        here = standing.total(run)
        total += here
        for entity, followed in standing.entities(run):
            entities.setdefault(entity.iri, entity)
            links.update(dict.fromkeys(followed))
        links.update(dict.fromkeys(standing.found(run)))
        loads |= {(one.product, one.run): one for one in sources(standing, here, ready, run, lineage)}
    ordered = tuple(loads[key] for key in sorted(loads))
    return Evidence(entities=tuple(entities.values()), links=tuple(links), sources=ordered, total=total)


def _leaves_out(ready: ReadyPlan) -> bool:
    """Whether the plan, as it was asked, shows only some of its groups; a bound of the service shows the first."""
    asked = ready.asked.body
    return isinstance(asked, Table) and (
        asked.having is not None or asked.limit is not None or asked.limit_per is not None
    )


def _shown(body: Table, rows: Rows) -> Table:
    """The table narrowed to the groups that its rows show."""
    if not body.measures or not body.dimensions or len(rows) > SHOWN:
        return body
    groups = tuple(
        And(conditions=tuple(_is(d.of, cell) for d, cell in zip(body.dimensions, row, strict=False))) for row in rows
    )
    return replace(body, where=both(body.where, Or(conditions=groups)))


def _is(of: Expression, cell: Scalar) -> Condition:
    if cell is None:
        return Null(of=of)
    return Compare(operator=Comparison.EQ, left=of, right=Constant(value=cell))
