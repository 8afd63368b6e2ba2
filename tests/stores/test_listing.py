"""Where thousands of records speak about one entity, the first are listed and the others are counted."""

from __future__ import annotations

from graph_service.stores.listing import LISTED, listed


def test_a_few_are_listed_whole() -> None:
    assert listed([("till", {"gtin": str(number)}) for number in range(LISTED)]) == {n: {} for n in range(LISTED)}


def test_of_many_that_agree_the_first_are_listed_and_the_last_of_them_counts_the_rest() -> None:
    found = listed([("till", {"gtin": "1"})] * 1000)
    assert list(found) == list(range(LISTED))
    assert found[LISTED - 1] == {"gtin": 1000 - LISTED} and not any(found[n] for n in range(LISTED - 1))


def test_who_says_otherwise_is_listed_however_late() -> None:
    said = [("till", {"gtin": "1", "name": "Milk"})] * 500 + [("till", {"gtin": "1", "name": "Mlik"})]
    found = listed(said)
    assert list(found) == [*range(LISTED), 500]
    assert found[500] == {"gtin": 500 - LISTED, "name": 500 - LISTED}


def test_every_product_and_every_property_is_heard() -> None:
    said = [("till", {"gtin": "1"})] * 100 + [("till", {"name": "Milk"})] + [("shelf", {"gtin": "1"})] * 7
    found = listed(said)
    assert list(found) == [*range(LISTED), 100, *range(101, 101 + LISTED)]
    assert found[LISTED - 1] == {"gtin": 100 - LISTED} and found[100 + LISTED] == {"gtin": 7 - LISTED}


def test_many_values_are_bounded_too() -> None:
    found = listed([("coupons", {"coupon": "7", "product": f"p{number}"}) for number in range(14_477)])
    assert len(found) <= 2 * LISTED
    assert sum(further["product"] for further in found.values() if further) == 14_477 - len(found)
