"""Words of time, today and the actor's attributes become constants; a date-time compared with a day means the day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from graph_service.ontology.model import Datatype
from graph_service.plan.conditions import And, Compare, Comparison, Condition, In, Not, Or, Window
from graph_service.plan.expressions import Constant, Property
from graph_service.plan.model import Entities
from graph_service.plan.ready import Decision
from tests.plan.asking import ready, scope

LENT = Property(name="lentAt")


def condition(where: dict[str, Any], cls: str = "Loan", **attributes: str) -> Condition | None:
    asked = {"entities": {"class": cls, "where": where}}
    body = ready(asked, scope("librarian", rules=(), **attributes)).plan.body
    assert isinstance(body, Entities)
    return body.where


def at(operator: Comparison, day: datetime) -> Compare:
    return Compare(operator=operator, left=LENT, right=Constant(value=day, datatype=Datatype.DATETIME))


DAY, AFTER = datetime(2026, 6, 20), datetime(2026, 6, 21)
WHOLE_DAY = And(conditions=(at(Comparison.GE, DAY), at(Comparison.LT, AFTER)))
BY_DAY = {
    "eq": WHOLE_DAY,
    "ne": Not(condition=WHOLE_DAY),
    "lt": at(Comparison.LT, DAY),
    "le": at(Comparison.LT, AFTER),
    "gt": at(Comparison.GE, AFTER),
    "ge": at(Comparison.GE, DAY),
}


@pytest.mark.parametrize("operator", BY_DAY)
def test_a_date_time_compared_with_a_day_means_the_whole_day(operator: str) -> None:
    assert condition({operator: ["lentAt", "2026-06-20"]}) == BY_DAY[operator]
    assert condition({operator: ["lentAt", {"today": -10}]}) == BY_DAY[operator]


def test_a_day_on_the_left_is_turned() -> None:
    assert condition({"ge": [{"today": -10}, {"property": "lentAt"}]}) == at(Comparison.LT, AFTER)
    assert condition({"lt": [{"value": "2026-06-20"}, {"property": "lentAt"}]}) == at(Comparison.GE, AFTER)


def test_a_moment_stays_a_moment() -> None:
    assert condition({"le": ["lentAt", "2026-06-20T10:30"]}) == at(Comparison.LE, datetime(2026, 6, 20, 10, 30))


def test_today_is_the_day_of_the_clock() -> None:
    due = Property(name="dueOn")
    today = Constant(value=date(2026, 6, 30), datatype=Datatype.DATE)
    assert condition({"lt": ["dueOn", {"today": 0}]}) == Compare(operator=Comparison.LT, left=due, right=today)


def test_words_of_time_become_a_window_of_days_or_moments() -> None:
    days = Window(of=Property(name="dueOn"), start=date(2026, 5, 1), end=date(2026, 6, 1), words="last month")
    assert condition({"during": ["dueOn", "last month"]}) == days
    moments = Window(of=LENT, start=datetime(2026, 5, 1), end=datetime(2026, 6, 1), words="last month")
    assert condition({"during": ["lentAt", "last month"]}) == moments
    open_ended = Window(of=LENT, start=datetime(2026, 5, 1), end=None, words="since May 2026")
    assert condition({"during": ["lentAt", "since May 2026"]}) == open_ended


def test_what_words_meant_is_a_decision() -> None:
    asked = {"entities": {"class": "Loan", "where": {"during": ["lentAt", "last month"]}, "first": 5}}
    told = ready(asked, scope(rules=())).decisions
    what = "'last month' is 2026-05-01 to 2026-05-31"
    assert told == (Decision(by="contextualize", what=what, why="today is 2026-06-30"),)


def test_an_attribute_is_fitted_to_what_it_meets() -> None:
    found = condition({"eq": ["renewals", {"actor": "most"}]}, most="3")
    assert isinstance(found, Compare)
    assert found.right == Constant(value=3, datatype=Datatype.INTEGER)
    found = condition({"ge": ["fee", {"actor": "most"}]}, most="2.50")
    assert isinstance(found, Compare)
    assert found.right == Constant(value=Decimal("2.50"), datatype=Datatype.DECIMAL)


def test_constants_are_fitted_to_what_they_meet() -> None:
    found = condition({"in": ["publishedOn", ["2020-01-31"]]}, "Work")
    day = Constant(value=date(2020, 1, 31), datatype=Datatype.DATE)
    assert found == In(of=Property(name="publishedOn"), values=(day,))
    found = condition({"gt": ["rating", 3]}, "Work")
    assert isinstance(found, Compare)
    assert found.right == Constant(value=3.0, datatype=Datatype.DOUBLE)
    found = condition({"eq": ["active", "true"]}, "Member")
    assert isinstance(found, Compare)
    assert found.right == Constant(value=True, datatype=Datatype.BOOLEAN)
    found = condition({"eq": [{"year": "publishedOn"}, 2020]}, "Work")
    assert isinstance(found, Compare)
    assert found.right == Constant(value="2020", datatype=Datatype.STRING)


def test_no_alternatives_are_never_true() -> None:
    assert condition({"in": ["isbn", []]}, "Work") == Or(conditions=())


def test_the_language_is_the_askers_unless_the_plan_has_one() -> None:
    page = {"entities": {"class": "Work"}}
    assert ready(page).language == "en" and ready(page).plan.language == "en"
    assert ready({**page, "language": "de"}).language == "de"
