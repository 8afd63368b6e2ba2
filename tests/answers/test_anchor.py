"""Anchors: a meaning becomes a condition on a path, in a hierarchy on its levels, over a to-many link an EXISTS."""

from __future__ import annotations

from graph_service.answers.grounding.meanings import CodeTerm, FilterTerm, ValueTerm
from graph_service.answers.planning.anchor import Anchor, Names, below, far, inside, near, over, parent_of
from graph_service.answers.planning.negating import negated
from graph_service.plan.conditions import And, Compare, Comparison, Condition, Exists, FilterRef, Not, Null, Or
from graph_service.plan.expressions import Constant, Property
from tests.answers.library import strict_library
from tests.plan.asking import library

LOAN = Anchor(node="loan", cls="Loan")
MEMBER = Anchor(node="member", cls="Member")
HAFEN = ValueTerm(cls="Branch", name="title", text="Hafen")
CRIME = ValueTerm(cls="Genre", name="genreLabel", text="Crime")


def told(condition: Condition) -> str:
    """A condition in short."""
    match condition:
        case Compare(left=left, right=Constant(value=value)):
            return f"{left} = {value}"
        case Or(conditions=parts):
            return f"({' or '.join(map(told, parts))})"
        case And(conditions=parts):
            return f"({' and '.join(map(told, parts))})"
        case Not(condition=part):
            return f"not {told(part)}"
        case Null(of=of):
            return f"no {of}"
        case FilterRef(name=name, node=node):
            return f"{node} is {name}"
        case Exists() as exists:
            path = ".".join([exists.node, *(step.link or "" for step in exists.path), exists.link])
            return f"some {path} {exists.name}{f' where {told(exists.where)}' if exists.where else ''}"
        case _:
            return repr(condition)


def test_a_name_over_to_one_links_is_a_condition_on_the_path() -> None:
    found = near(library(), LOAN, HAFEN, Names())
    assert found is not None
    assert told(found[0]) == "loan.copy.branch.title = Hafen"


def test_a_name_in_a_hierarchy_is_met_on_every_level() -> None:
    found = near(library(), Anchor(node="w", cls="Work"), CRIME, Names())
    assert found is not None
    path = "w.genre"
    assert told(found[0]) == (
        f"({path}.genreLabel = Crime or {path}.parent.genreLabel = Crime or {path}.parent.parent.genreLabel = Crime)"
    )


def test_a_number_that_is_a_key_stays_a_number() -> None:
    found = near(library(), LOAN, ValueTerm(cls="Member", name="memberNumber", text="101"), Names())
    assert found is not None
    assert isinstance(found[0], Compare)
    assert found[0].right == Constant(value=101)


def test_a_code_is_tied_to_the_property_of_its_list() -> None:
    found = near(library(), LOAN, CodeTerm(enumeration="Format", notation="digital"), Names())
    assert found is not None
    assert told(found[0]) == "loan.copy.work.format = digital"


def test_a_filter_away_from_the_node_is_an_exists() -> None:
    overdue = FilterTerm(name="overdue", cls="Loan")
    at_home, away = near(library(), LOAN, overdue, Names()), far(library(), MEMBER, overdue, Names())
    assert at_home is not None
    assert away is not None
    assert told(at_home[0]) == "loan is overdue"
    assert told(away[0]) == "some member.loans loan1 where loan1 is overdue"
    assert near(library(), MEMBER, overdue, Names()) is None


def test_an_exists_over_several_links_is_nested_and_filled_inside() -> None:
    reached = over(library(), Anchor(node="b", cls="Branch"), ("copies", "loans", "member"), Names())
    assert reached is not None
    exists, inner = reached
    same = Compare(operator=Comparison.EQ, left=inner.property("memberNumber"), right=Constant(value=101))
    assert told(inside(exists, inner, same)) == (
        "some b.copies copy1 where some copy1.loans loan2 where some loan2.member member3"
        " where member3.memberNumber = 101"
    )


def test_what_is_below_an_entity_of_a_hierarchy_counts_for_it() -> None:
    assert parent_of(library(), "Genre") == "parent"
    exists = Exists(node="g", link="works", name="w")
    assert told(below(library(), "Genre", exists, Names())) == (
        "(some g.works w or some g.children genre1 where some genre1.works w"
        " or some g.children genre2 where some genre2.children genre1 where some genre1.works w)"
    )
    assert below(library(), "Branch", exists, Names()) is exists


def test_a_missing_value_is_not_that_value() -> None:
    same = Compare(operator=Comparison.EQ, left=MEMBER.property("email"), right=Constant(value="x"))
    assert told(negated(library(), MEMBER, same)) == "(not member.email = x or no member.email)"
    sure = Compare(operator=Comparison.EQ, left=MEMBER.property("memberNumber"), right=Constant(value=101))
    assert told(negated(strict_library(), MEMBER, sure)) == "not member.memberNumber = 101"


def test_none_of_several_is_each_not() -> None:
    parts = tuple(
        Compare(operator=Comparison.EQ, left=MEMBER.property("memberNumber"), right=Constant(value=n)) for n in (1, 2)
    )
    assert told(negated(strict_library(), MEMBER, Or(conditions=parts))) == (
        "(not member.memberNumber = 1 and not member.memberNumber = 2)"
    )


def test_absent_means_all_is_denied_as_a_whole() -> None:
    of = Property(node="p", name="region")
    either = Or(conditions=(Compare(operator=Comparison.EQ, left=of, right=Constant(value="x")), Null(of=of)))
    assert told(negated(library(), Anchor(node="p", cls="Member"), either)) == "not (p.region = x or no p.region)"
