"""Ways between classes: the nearest, its rivals, and what is always at the end of a path."""

from __future__ import annotations

import pytest

from graph_service.answers.planning.paths import always_there, class_after, way
from tests.answers.library import strict_library
from tests.plan.asking import library


@pytest.mark.parametrize(
    ("start", "goal", "links"),
    [
        ("Loan", "Member", ("member",)),
        ("Loan", "Genre", ("copy", "work", "genre")),
        ("Loan", "District", ("copy", "branch", "district")),
        ("Member", "District", ("homeBranch", "district")),
        ("Branch", "Branch", ()),
        ("Book", "Work", ()),
    ],
)
def test_a_way_over_to_one_links(start: str, goal: str, links: tuple[str, ...]) -> None:
    found = way(library(), start, goal, to_one=True)
    assert found is not None
    assert (found.links, found.many) == (links, False)


def test_no_to_one_way_leads_from_one_to_many() -> None:
    assert way(library(), "Branch", "Loan", to_one=True) is None
    found = way(library(), "Branch", "Loan")
    assert found is not None
    assert (found.links, found.many) == (("copies", "loans"), True)


def test_ways_that_are_equally_near_are_rivals() -> None:
    found = way(library(), "Branch", "Work")
    assert found is not None
    ways = {found.links, *found.rivals}
    assert ways == {("copies", "work"), ("counts", "work")}


def test_a_nearest_way_has_no_rivals() -> None:
    found = way(library(), "Member", "Loan")
    assert found is not None
    assert (found.links, found.rivals) == (("loans",), ())


def test_nothing_is_near_to_what_does_not_exist() -> None:
    assert way(library(), "Loan", "Starship") is None


def test_what_is_always_there_is_stated_by_a_shape() -> None:
    assert always_there(strict_library(), "Member", ("memberNumber",), strict=True)
    assert not always_there(library(), "Member", ("memberNumber",))
    assert not always_there(strict_library(), "Member", ("homeBranch",))


def test_what_only_a_warning_asks_for_may_be_missing() -> None:
    assert always_there(strict_library(), "Loan", ("member", "memberNumber"))
    assert not always_there(strict_library(), "Loan", ("member", "memberNumber"), strict=True)
    assert not always_there(library(), "Loan", ("nothing",))


def test_the_class_after_links() -> None:
    assert class_after(library(), "Loan", ("copy", "work")) == "Work"
    assert class_after(library(), "Loan", ()) == "Loan"
