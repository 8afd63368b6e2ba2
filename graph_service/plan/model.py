"""Plan: what anyone asks, in no store's language. Two shapes over one language of expressions and conditions.

    Plan     = steps × (Entities | Table)
    Entities = a tree: class, where, order, page, select, links (each again Entities), aggregates over links
    Table    = a pattern: nodes, edges, where → dimensions × measures, having, derived, order, limit

**Table semantics** (the compilers' contract). The pattern is a tree of nodes joined by edges, or the rows of an
earlier step. Each measure has a grain node and a *block*: the smallest sub-tree that holds its grain, the nodes its
expression and `where` name, and the nodes of all dimensions. Each entity of the grain counts once in every group it
belongs to, whatever else is joined. Measures whose blocks and `where` differ are computed apart and joined on the
dimensions (drill-across); the groups are the union of all blocks' groups, and with `keep_empty` also those the
dimensions' nodes have by themselves. A measure without rows in a group is 0 for count, else null.
A conjunct of `where` over nodes inside a block filters that block. Over nodes outside it: if some other measure's block
holds those nodes it filters only that block; if none does, it is an EXISTS on the branch for every block.
Without measures the rows are the distinct tuples of the dimensions over the whole pattern.
Rows come in `order`, then by all dimensions ascending, nulls last, so that a page is always the same page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph_service.plan.conditions import Condition
from graph_service.plan.expressions import THIS, Constant, Expression, Step


@dataclass(frozen=True, kw_only=True)
class Named:
    """A column of the result: a name and the expression behind it."""

    name: str
    of: Expression

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("a column has a name")


@dataclass(frozen=True, kw_only=True)
class Order:
    """A sort key; nulls come last in both directions."""

    of: Expression
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class Link:
    """A child selection under response key `name`: `link` followed from the parent, narrowed to `on` first if given.

    A to-one link gives an object or null, a to-many link a list.
    """

    name: str
    link: str
    entities: Entities
    on: str | None = None


@dataclass(frozen=True, kw_only=True)
class LinkAggregate:
    """Measures over the entities of one link, under response key `name`; their node is `this`, the entity reached."""

    name: str
    link: str
    measures: tuple[Named, ...]
    where: Condition | None = None
    on: str | None = None


@dataclass(frozen=True, kw_only=True)
class Entities:
    """A page of entities of a class and its subclasses. `name` is the node's name in expressions of this level.

    `after` holds the last row's values of every sort key and then its IRI; the key that ends every order is the IRI.
    `select` may be empty. `total` asks for the count of all that satisfy `where`. `cursor` asks for `_cursor` per row.
    """

    cls: str
    name: str = THIS
    where: Condition | None = None
    order: tuple[Order, ...] = ()
    first: int | None = None
    after: tuple[Constant, ...] | None = None
    select: tuple[Named, ...] = ()
    links: tuple[Link, ...] = ()
    aggregates: tuple[LinkAggregate, ...] = ()
    total: bool = False
    cursor: bool = False

    def __post_init__(self) -> None:
        keys = [*(s.name for s in self.select), *(i.name for i in self.links), *(a.name for a in self.aggregates)]
        if len(keys) != len(set(keys)):
            raise ValueError(f"the same response key twice: {sorted({k for k in keys if keys.count(k) > 1})}")
        if self.first is not None and self.first < 0:
            raise ValueError("a page has 0 or more rows")
        if self.after is not None and len(self.after) != len(self.order) + 1:
            raise ValueError("a cursor holds a value per sort key and the IRI")


@dataclass(frozen=True, kw_only=True)
class Node:
    """A pattern node. `guard` (over node `this`, set by authorize) holds wherever the node is matched."""

    name: str
    cls: str
    guard: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Edge:
    """`target` is reached from `source` over `link`, `least` to `most` times in a row (1 … 1: a plain link).

    A walk may come by the same link again, so a circle can be walked any number of times; each target counts once.
    """

    source: str
    link: str
    target: str
    least: int = 1
    most: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most or self.most < 1:
            raise ValueError("a link is followed least to most times, 0 <= least <= most, 1 <= most")


@dataclass(frozen=True, kw_only=True)
class LimitPer:
    """At most `first` rows, in the table's order, for each distinct tuple of the columns `by`."""

    by: tuple[str, ...]
    first: int


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of columns. `step` names the earlier step it reads instead of nodes and edges.

    `any_order`: whichever rows come first will do, so that a few of many are found without looking at all of them.
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    step: str | None = None
    where: Condition | None = None
    dimensions: tuple[Named, ...] = ()
    measures: tuple[Named, ...] = ()
    having: Condition | None = None
    derived: tuple[Named, ...] = ()
    order: tuple[Order, ...] = ()
    limit: int | None = None
    limit_per: LimitPer | None = None
    keep_empty: bool = False
    any_order: bool = False

    def __post_init__(self) -> None:
        if bool(self.nodes) == (self.step is not None):
            raise ValueError("a table reads a pattern or an earlier step, one of both")
        if not self.dimensions and not self.measures:
            raise ValueError("a table has a dimension or a measure")
        for kind, names in (("node", [n.name for n in self.nodes]), ("column", [c.name for c in self.columns])):
            if len(names) != len(set(names)):
                raise ValueError(f"the same {kind} name twice: {sorted({n for n in names if names.count(n) > 1})}")

    @property
    def columns(self) -> tuple[Named, ...]:
        """Dimensions, measures and derived columns: the result's columns in order."""
        return (*self.dimensions, *self.measures, *self.derived)


@dataclass(frozen=True, kw_only=True)
class NamedStep:
    """An earlier step: a table whose rows later steps read or test membership in."""

    name: str
    table: Table


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One question: earlier steps in order, then the body whose rows are the answer.

    `language` picks the text of localized literals; None is the workspace's first.
    """

    body: Entities | Table
    steps: tuple[NamedStep, ...] = ()
    language: str | None = None

    def __post_init__(self) -> None:
        names = [step.name for step in self.steps]
        if len(names) != len(set(names)):
            raise ValueError("the same step name twice")

    def terms(self) -> Iterator[Term]:
        """Every class and property the plan mentions anywhere, with its place (see `plan.terms`)."""
        from graph_service.plan.walking.terms import terms

        return terms(self)


@dataclass(frozen=True, kw_only=True)
class Term:
    """A mention: a class (`property` None) or a property followed or read from node `node`, at `where` in the plan.

    `cls` is the class the property is read on as far as the plan says so without an ontology; "" where it must be
    looked up along `path` from the node.
    """

    cls: str = ""
    property: str | None = None
    node: str = ""
    path: tuple[Step, ...] = ()
    where: str = ""
