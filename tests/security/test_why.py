"""Where values come from, under policies of other kinds than the sample's: links lead to nobody who may not be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from graph_service.findings import StoreError
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.policies.policy import Actor, Policy
from graph_service.provenance import Provenance
from graph_service.service import GraphService
from tests.plan.policies.ruling import deny, permit

Under = Callable[..., GraphService]
READER = Actor(role="reader")


@pytest.fixture()
def under(sample_service: GraphService) -> Iterator[Under]:
    """The sample's service as if its policies were others."""
    before = sample_service.served()

    def made(*policies: Policy) -> GraphService:
        sample_service._served = replace(before, policies=policies)
        return sample_service

    yield made
    sample_service._served = before


@pytest.fixture()
def basket(under: Under) -> str:
    where = {"not": {"null": "customer"}}
    plan = plan_from_form({"entities": {"class": "Basket", "where": where, "select": ["_iri"], "first": 1}})
    found = under().answer(plan, READER).entities
    assert found
    return str(found[0]["_iri"])


def told(found: Provenance) -> set[str]:
    return {one.property for one in found.values}


def test_a_link_to_whom_all_may_see_is_told(under: Under, basket: str) -> None:
    assert "customer" in told(under().why(basket, READER))


def test_a_link_to_a_denied_class_is_withheld_by_name(under: Under, basket: str) -> None:
    found = under(deny("Customer")).why(basket, READER)
    assert "customer" not in told(found) and found.withheld == ("customer",)
    with pytest.raises(StoreError, match=r"Basket\.customer is not readable here"):
        under(deny("Customer")).why(basket, READER, "customer")


def test_a_link_to_a_hidden_class_is_not_there(under: Under, basket: str) -> None:
    found = under(deny("Customer", hidden=True)).why(basket, READER)
    assert "customer" not in told(found) and found.withheld == ()
    with pytest.raises(StoreError, match="Nobody says anything about 'customer'"):
        under(deny("Customer", hidden=True)).why(basket, READER, "customer")


def test_a_link_to_rows_that_may_not_be_seen_is_not_told(under: Under, basket: str) -> None:
    none = permit("Customer", {"lt": ["customerNumber", 0]})
    found = under(none).why(basket, READER)
    assert "customer" not in told(found) and "store" in told(found)
    everyone = permit("Customer", {"gt": ["customerNumber", 0]})
    assert "customer" in told(under(everyone).why(basket, READER))


def test_an_entity_that_may_not_be_seen_is_as_one_that_never_was(under: Under, basket: str) -> None:
    messages = []
    for policies, iri in (((permit("Basket", {"null": "soldAt"}),), basket), ((), f"{basket}-never")):
        with pytest.raises(StoreError) as refused:
            under(*policies).why(iri, READER)
        messages.append(refused.value.findings[0].message.replace(iri, "IRI"))
    assert messages[0] == messages[1]
