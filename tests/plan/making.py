"""Plans of every shape, for properties that hold of all of them. They need not make sense to an ontology."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from graph_service.ontology.model import Datatype
from graph_service.plan.conditions import (
    And,
    Compare,
    Comparison,
    Condition,
    During,
    Exists,
    FilterRef,
    In,
    InStep,
    Not,
    Null,
    Or,
    Text,
    TextMatch,
    Window,
)
from graph_service.plan.expressions import (
    ActorAttribute,
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Bucket,
    BucketUnit,
    Coalesce,
    Column,
    Constant,
    DateDiff,
    Expression,
    MetricRef,
    Property,
    Step,
    Today,
    walk,
)
from graph_service.plan.model import (
    Entities,
    LimitPer,
    Link,
    LinkAggregate,
    Named,
    NamedStep,
    Node,
    Order,
    Plan,
    Table,
)

NAMES = st.sampled_from(["title", "pages", "copy", "member", "_iri", "größe"])
NODES = st.sampled_from(["a", "b", "this"])
STEPS = st.builds(Step, link=NAMES) | st.builds(Step, cast=st.sampled_from(["Book", "Film"]))
PROPERTIES = st.builds(Property, node=NODES, path=st.lists(STEPS, max_size=3).map(tuple), name=NAMES)
CONSTANTS = st.one_of(
    st.builds(Constant, value=st.integers(-1000, 1000) | st.booleans() | st.text(max_size=5)),
    st.builds(Constant, value=st.dates(), datatype=st.just(Datatype.DATE)),
    st.builds(Constant, value=st.datetimes(), datatype=st.just(Datatype.DATETIME)),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda d: Constant(value=d, datatype=Datatype.DECIMAL)),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda f: Constant(value=f, datatype=Datatype.DOUBLE)),
)


def _compounds(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.builds(Arithmetic, operator=st.sampled_from(ArithmeticOperator), left=inner, right=inner),
        st.builds(Coalesce, arguments=st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(DateDiff, start=inner, end=inner),
        st.builds(Bucket, unit=st.sampled_from(BucketUnit), of=inner),
    )


ROWS: st.SearchStrategy[Any] = st.recursive(
    PROPERTIES
    | CONSTANTS
    | st.builds(Today, days=st.integers(-9, 9))
    | st.builds(ActorAttribute, name=NAMES)
    | st.builds(Column, name=NAMES, step=st.none() | NAMES),
    _compounds,
    max_leaves=4,
)


def _nesting(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    some = st.lists(inner, max_size=3).map(tuple)
    paths = st.lists(STEPS, max_size=2).map(tuple)
    names = {"node": NODES, "link": NAMES.filter(lambda n: n != "_iri"), "name": NODES}
    return st.one_of(
        st.builds(And, conditions=some),
        st.builds(Or, conditions=some),
        st.builds(Not, condition=inner),
        st.builds(Exists, **names, path=paths, where=st.none() | inner, at_least=st.integers(1, 3)),
    )


TIMES = st.dates() | st.datetimes().filter(lambda d: d.isoformat()[10:] != "")
CONDITIONS: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.builds(Compare, operator=st.sampled_from(Comparison), left=ROWS, right=ROWS),
        st.builds(In, of=ROWS, values=st.lists(CONSTANTS, max_size=3).map(tuple)),
        st.builds(Text, match=st.sampled_from(TextMatch), of=ROWS, value=CONSTANTS),
        st.builds(Null, of=ROWS),
        st.builds(Window, of=ROWS, start=TIMES, end=st.none() | TIMES, words=st.none() | NAMES),
        st.builds(During, of=ROWS, words=NAMES),
        st.builds(InStep, of=ROWS, step=NAMES, column=NAMES),
        st.builds(FilterRef, name=NAMES, node=NODES),
    ),
    _nesting,
    max_leaves=4,
)
AGGREGATES = st.builds(
    Aggregate,
    function=st.sampled_from(AggregateFunction),
    of=ROWS.filter(lambda e: not any(isinstance(p, Constant) and isinstance(p.value, bool) for p in walk(e))),
    node=NODES,
    distinct=st.booleans(),
    where=st.none() | CONDITIONS,
    latest=st.none() | PROPERTIES,
    per=st.lists(PROPERTIES, max_size=2).map(tuple),
)
MEASURES = AGGREGATES | st.builds(MetricRef, name=NAMES, node=NODES)
RESULT = st.builds(Column, name=NAMES)
COLUMN_NAMES = st.lists(NAMES, min_size=6, max_size=6, unique=True)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of two nodes, or of a step."""
    names = draw(COLUMN_NAMES)
    of_step = draw(st.booleans())
    return Table(
        nodes=() if of_step else (Node(name="a", cls="Book"), Node(name="b", cls="Work")),
        step=draw(NAMES) if of_step else None,
        where=draw(st.none() | CONDITIONS),
        dimensions=tuple(Named(name=n, of=draw(ROWS)) for n in names[:2]),
        measures=tuple(Named(name=n, of=draw(MEASURES)) for n in names[2:4]),
        derived=tuple(Named(name=n, of=draw(ROWS)) for n in names[4:5]),
        having=draw(st.none() | CONDITIONS),
        order=tuple(draw(st.lists(st.builds(Order, of=RESULT | ROWS, descending=st.booleans()), max_size=2))),
        limit=draw(st.none() | st.integers(0, 50)),
        limit_per=draw(st.none() | st.builds(LimitPer, by=st.tuples(NAMES), first=st.integers(1, 5))),
        keep_empty=draw(st.booleans()),
    )


@st.composite
def pages(draw: st.DrawFn, depth: int = 2) -> Entities:
    """A page of entities with nested pages."""
    keys = draw(COLUMN_NAMES)
    order = tuple(draw(st.lists(st.builds(Order, of=ROWS, descending=st.booleans()), max_size=2)))
    links = [Link(name=keys[0], link="copies", entities=draw(pages(depth - 1)))] if depth else []
    measures = (Named(name="n", of=draw(MEASURES)),)
    return Entities(
        cls="Book" if depth == 2 else draw(st.sampled_from(["", "Copy"])),
        name=draw(NODES),
        where=draw(st.none() | CONDITIONS),
        order=order,
        first=draw(st.none() | st.integers(0, 9)),
        after=draw(st.none() | st.tuples(*[CONSTANTS for _ in range(len(order) + 1)])),
        select=tuple(Named(name=n, of=draw(ROWS)) for n in keys[1:3]),
        links=tuple(links),
        aggregates=(LinkAggregate(name=keys[3], link="loans", measures=measures, where=draw(st.none() | CONDITIONS)),),
        total=draw(st.booleans()),
        cursor=draw(st.booleans()),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan of either shape, perhaps with a step."""
    steps = (NamedStep(name="totals", table=draw(tables())),) if draw(st.booleans()) else ()
    body: Entities | Table = draw(tables() | pages())
    return Plan(body=body, steps=steps, language=draw(st.none() | st.sampled_from(["en", "de"])))
