"""Plans of every shape, for properties that hold of all of them. They need not make sense to an ontology."""

from __future__ import annotations

from functools import cache
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
    THIS,
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
    MetricRef,
    Property,
    Step,
    Today,
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
LINKS = st.sampled_from(["copies", "copy", "member"])
PATTERN = ("a", "b", THIS)
ALONE = (THIS,)
STEPS = st.builds(Step, link=LINKS) | st.builds(Step, cast=st.sampled_from(["Book", "Film"]))
PATHS = st.lists(STEPS, max_size=2).map(tuple)
TIMES = st.dates() | st.datetimes()
CONSTANTS = st.one_of(
    st.builds(Constant, value=st.integers(-1000, 1000) | st.booleans() | st.text(max_size=5)),
    st.builds(Constant, value=st.dates(), datatype=st.just(Datatype.DATE)),
    st.builds(Constant, value=st.datetimes(), datatype=st.just(Datatype.DATETIME)),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda d: Constant(value=d, datatype=Datatype.DECIMAL)),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda f: Constant(value=f, datatype=Datatype.DOUBLE)),
)


def _compounds(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(Arithmetic, operator=st.sampled_from(ArithmeticOperator), left=inner, right=inner),
        st.builds(Coalesce, arguments=st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(DateDiff, start=inner, end=inner),
        st.builds(Bucket, unit=st.sampled_from(BucketUnit), of=inner),
    )


@cache
def properties(nodes: tuple[str, ...]) -> st.SearchStrategy[Property]:
    """Properties of the nodes."""
    return st.builds(Property, node=st.sampled_from(nodes), path=PATHS, name=NAMES)


@cache
def rows(nodes: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Values of a row."""
    simple = st.one_of(
        properties(nodes),
        CONSTANTS,
        st.builds(Today, days=st.integers(-9, 9)),
        st.builds(ActorAttribute, name=NAMES),
        st.builds(Column, name=NAMES, step=NAMES),
    )
    return st.recursive(simple, _compounds, max_leaves=4)


@cache
def conditions(nodes: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Conditions over the nodes."""
    of, node = rows(nodes), st.sampled_from(nodes)
    simple = st.one_of(
        st.builds(Compare, operator=st.sampled_from(Comparison), left=of, right=of),
        st.builds(In, of=of, values=st.lists(CONSTANTS, max_size=3).map(tuple)),
        st.builds(Text, match=st.sampled_from(TextMatch), of=of, value=CONSTANTS),
        st.builds(Null, of=of),
        st.builds(Window, of=of, start=TIMES, end=st.none() | TIMES, words=st.none() | NAMES),
        st.builds(During, of=of, words=NAMES),
        st.builds(InStep, of=of, step=NAMES, column=NAMES),
        st.builds(FilterRef, name=NAMES, node=node),
    )

    def nesting(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Any]:
        some = st.lists(inner, max_size=3).map(tuple)
        counted = {"where": st.none() | inner, "at_least": st.integers(1, 3)}
        return st.one_of(
            st.builds(And, conditions=some),
            st.builds(Or, conditions=some),
            st.builds(Not, condition=inner),
            st.builds(Exists, node=node, path=PATHS, link=LINKS, name=node, **counted),
        )

    return st.recursive(simple, nesting, max_leaves=4)


@cache
def measures(nodes: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Aggregates and metrics over the nodes."""
    aggregated = rows(nodes).filter(lambda e: not (isinstance(e, Constant) and isinstance(e.value, bool)))
    node = st.sampled_from(nodes)
    return st.builds(MetricRef, name=NAMES, node=node) | st.builds(
        Aggregate,
        function=st.sampled_from(AggregateFunction),
        of=aggregated,
        node=node,
        distinct=st.booleans(),
        where=st.none() | conditions(nodes),
        latest=st.none() | properties(nodes),
        per=st.lists(properties(nodes), max_size=2).map(tuple),
    )


COLUMN_NAMES = st.lists(NAMES, min_size=6, max_size=6, unique=True)
RESULT = st.builds(Column, name=NAMES)
ORDER = st.lists(st.builds(Order, of=RESULT, descending=st.booleans()), max_size=2).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of two nodes, or of a step."""
    names, of_step = draw(COLUMN_NAMES), draw(st.booleans())
    nodes = ALONE if of_step else PATTERN
    compared = st.builds(Compare, operator=st.sampled_from(Comparison), left=RESULT, right=CONSTANTS)
    return Table(
        nodes=() if of_step else (Node(name="a", cls="Book"), Node(name="b", cls="Work")),
        step=draw(NAMES) if of_step else None,
        where=draw(st.none() | conditions(nodes)),
        dimensions=tuple(Named(name=n, of=draw(rows(nodes))) for n in names[:2]),
        measures=tuple(Named(name=n, of=draw(measures(nodes))) for n in names[2:4]),
        derived=(Named(name=names[4], of=draw(_compounds(RESULT))),),
        having=draw(st.none() | compared),
        order=draw(ORDER),
        limit=draw(st.none() | st.integers(0, 50)),
        limit_per=draw(st.none() | st.builds(LimitPer, by=st.tuples(NAMES), first=st.integers(1, 5))),
        keep_empty=draw(st.booleans()),
    )


@st.composite
def pages(draw: st.DrawFn, depth: int = 1) -> Entities:
    """A page of entities with nested pages."""
    keys, name = draw(COLUMN_NAMES), draw(st.sampled_from(PATTERN))
    seen = (name, THIS)
    order = tuple(draw(st.lists(st.builds(Order, of=rows(seen), descending=st.booleans()), max_size=2)))
    links = [Link(name=keys[0], link="copies", entities=draw(pages(depth - 1)))] if depth else []
    aggregate = LinkAggregate(
        name=keys[3],
        link="loans",
        measures=(Named(name="n", of=draw(measures(ALONE))),),
        where=draw(st.none() | conditions(ALONE)),
    )
    return Entities(
        cls="Book" if depth else draw(st.sampled_from(["", "Copy"])),
        name=name,
        where=draw(st.none() | conditions(seen)),
        order=order,
        first=draw(st.none() | st.integers(0, 9)),
        after=draw(st.none() | st.tuples(*[CONSTANTS for _ in range(len(order) + 1)])),
        select=tuple(Named(name=n, of=draw(rows(seen))) for n in keys[1:3]),
        links=tuple(links),
        aggregates=(aggregate,),
        total=draw(st.booleans()),
        cursor=draw(st.booleans()),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan of either shape, perhaps with a step."""
    steps = (NamedStep(name="totals", table=draw(tables())),) if draw(st.booleans()) else ()
    body: Entities | Table = draw(tables() if draw(st.booleans()) else pages())
    return Plan(body=body, steps=steps, language=draw(st.none() | st.sampled_from(["en", "de"])))
