"""What type an expression has, for the passes and both compilers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
import yaml

from graph_service.findings import PlanError
from graph_service.ontology.model import Datatype
from graph_service.plan.expressions import Column, Constant, MetricRef, Scalar, Step
from graph_service.plan.forms.form import expression_from_form
from graph_service.plan.ready import ResultColumn
from graph_service.plan.typing.types import class_after, constant_type, result_column, type_of
from tests.plan.asking import library

NODES = {"l": "Loan", "f": "Film"}
INTEGER, DECIMAL, DOUBLE = Datatype.INTEGER, Datatype.DECIMAL, Datatype.DOUBLE
STRING, DATE, DATETIME = Datatype.STRING, Datatype.DATE, Datatype.DATETIME

TYPES = {
    "l.fee": (DECIMAL, 2, "EUR"),
    "f.weight": (DECIMAL, 3, None),
    "f.rating": (DOUBLE, 0, None),
    "f.minutes": (INTEGER, 0, "MIN"),
    "f.format": (STRING, 0, None),
    "l.lentAt": (DATETIME, 0, None),
    "l.copy.work.publishedOn": (DATE, 0, None),
    "l.copy": (STRING, 0, None),
    "l._label": (STRING, 0, None),
    "l._run": (INTEGER, 0, None),
    "l._loaded_at": (DATETIME, 0, None),
    "{add: [l.fee, f.weight]}": (DECIMAL, 3, "EUR"),
    "{add: [l.fee, 1]}": (DECIMAL, 2, "EUR"),
    "{multiply: [l.fee, f.weight]}": (DECIMAL, 5, "EUR"),
    "{multiply: [l.renewals, l.fee]}": (DECIMAL, 2, "EUR"),
    "{multiply: [l.fee, f.listPrice]}": (DECIMAL, 4, None),
    "{multiply: [l.fee, f.rating]}": (DOUBLE, 0, "EUR"),
    "{divide: [l.fee, l.renewals]}": (DOUBLE, 0, "EUR"),
    "{divide: [l.fee, f.listPrice]}": (DOUBLE, 0, None),
    "{divide: [l.renewals, 2]}": (DOUBLE, 0, None),
    "{coalesce: [l.renewals, 0.25]}": (DECIMAL, 2, None),
    "{days_between: [l.lentAt, l.dueOn]}": (INTEGER, 0, None),
    "{month: l.lentAt}": (STRING, 0, None),
    "{day: l.lentAt}": (STRING, 0, None),
    "{weekday: l.lentAt}": (INTEGER, 0, None),
    "{today: 3}": (DATE, 0, None),
    "{actor: district}": (STRING, 0, None),
    "{count: l}": (INTEGER, 0, None),
    "{count: l.member, distinct: true}": (INTEGER, 0, None),
    "{sum: l.fee}": (DECIMAL, 2, "EUR"),
    "{avg: l.fee}": (DOUBLE, 0, "EUR"),
    "{median: l.renewals}": (DOUBLE, 0, None),
    "{max: l.lentAt}": (DATETIME, 0, None),
    "{min: f.title}": (STRING, 0, None),
    "{divide: [{sum: l.fee}, {count: l}]}": (DOUBLE, 0, "EUR"),
}


def test_all_types_are_here() -> None:
    assert len(TYPES) == 35


@pytest.mark.parametrize("form", TYPES)
def test_an_expression_has_a_type(form: str) -> None:
    expression = expression_from_form(yaml.safe_load(form), nodes=frozenset(NODES))
    found = type_of(expression, NODES, library())
    assert (found.datatype, found.scale, found.unit) == TYPES[form]


@pytest.mark.parametrize(
    ("value", "datatype", "scale"),
    [
        (True, Datatype.BOOLEAN, 0),
        (5, INTEGER, 0),
        (2.5, DOUBLE, 0),
        (Decimal("2.50"), DECIMAL, 1),
        (Decimal("1E+3"), DECIMAL, 0),
        ("x", STRING, 0),
        (date(2026, 1, 1), DATE, 0),
        (datetime(2026, 1, 1), DATETIME, 0),
        (None, STRING, 0),
    ],
)
def test_a_constant_has_the_type_of_its_value(value: Scalar, datatype: Datatype, scale: int) -> None:
    assert (constant_type(value).datatype, constant_type(value).scale) == (datatype, scale)


def test_a_fitted_constant_has_the_type_it_was_fitted_to() -> None:
    assert type_of(Constant(value=Decimal("5"), datatype=DECIMAL), {}, library()).datatype is DECIMAL


def test_what_keeps_values_keeps_their_property() -> None:
    for form in ("f.title", {"max": "f.title"}):
        found = type_of(expression_from_form(form, nodes=frozenset("f")), NODES, library())
        assert found.is_text and result_column("t", found).property == "Film.title"
    summed = type_of(expression_from_form({"sum": "l.fee"}, nodes=frozenset("l")), NODES, library())
    assert result_column("t", summed).property is None


def test_columns_have_the_type_of_their_table() -> None:
    columns = {"s": (ResultColumn(name="t", datatype=STRING, property="Film.title"),)}
    found = type_of(Column(name="t", step="s"), {}, library(), columns)
    assert found.is_text and found.cls == "Film"
    own = type_of(Column(name="fee"), {}, library(), {}, {"fee": found})
    assert own is found


def test_unknown_names_and_metrics_have_none() -> None:
    for expression in (Column(name="x"), Column(name="x", step="s"), MetricRef(name="fees")):
        with pytest.raises(PlanError):
            type_of(expression, {}, library())
    with pytest.raises(PlanError, match="Unknown node: 'x'"):
        type_of(expression_from_form("x.title", nodes=frozenset("x")), NODES, library())
    with pytest.raises(PlanError, match="Unknown property on Loan: 'nix'"):
        type_of(expression_from_form("l.nix", nodes=frozenset("l")), NODES, library())


def test_a_way_leads_to_a_class() -> None:
    def after(*steps: Step) -> str | None:
        return class_after(library(), "Loan", steps)

    copy, work, book = Step(link="copy"), Step(link="work"), Step(cast="Book")
    assert after() == "Loan"
    assert after(copy, work) == "Work"
    assert after(copy, work, book) == "Book"
    assert after(work) is None
    assert after(copy, Step(link="barcode"), work) is None
    assert after(copy, Step(cast="Nothing")) is None
