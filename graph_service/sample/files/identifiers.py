"""Identifiers: what each team calls the same product, store or customer."""

from __future__ import annotations

from graph_service.sample.assortment import SUBCATEGORIES
from graph_service.sample.catalogue import PRODUCTS, Catalogue

SKU = tuple(f"A{100100 + 7 * i}" for i in range(PRODUCTS))
ITEM_NO = tuple(str(4711000 + 13 * i) for i in range(PRODUCTS))


def ean(catalogue: Catalogue) -> tuple[str, ...]:
    """The GTIN as a number: leading zeros lost."""
    return tuple(gtin.lstrip("0") for gtin in catalogue.gtin)


def card_no(customer: int) -> str:
    """A customer's number as the card shows it; none for 0."""
    return f"K{customer:05d}" if customer else ""


def supplier_no(index: int) -> str:
    """`L01` for the first supplier."""
    return f"L{index + 1:02d}"


def category_ids() -> dict[tuple[str, ...], str]:
    """The id of each (department), (department, category) and (department, category, subcategory)."""
    found: dict[tuple[str, ...], str] = {}
    children: dict[tuple[str, ...], int] = {}
    for subcategory in SUBCATEGORIES:
        path = (subcategory.department, subcategory.category, subcategory.name)
        for depth in (1, 2, 3):
            if path[:depth] not in found:
                parent = path[: depth - 1]
                children[parent] = children.get(parent, 0) + 1
                found[path[:depth]] = f"{found.get(parent, 'C')}{children[parent]:02d}"
    return found
