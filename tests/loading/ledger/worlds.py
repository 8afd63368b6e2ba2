"""Random small worlds: products that say things, change their minds, fall silent and come back."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.loading.ledger.mesh import Mesh

TAGS = ("dairy", "cold", "Öko", "öko")
NAMES = ("Milk", "Müsli", "Bread", None)


def change_world(mesh: Mesh, random: Random, size: int = 6) -> None:
    """Every product says something else now, mostly about the same few things."""
    numbers = range(1, size + 1)
    mesh.says("catalogue", "Product", *_some(random, [_product(random, n) for n in numbers]))
    mesh.says("catalogue", "Brand", *_some(random, [_brand(n) for n in (1, 2)]))
    mesh.says("dairy", "FreshProduct", *_some(random, [_fresh(random, n) for n in numbers], share=0.4))
    mesh.says("sales", "Product", *_some(random, [_article(random, n) for n in numbers]))
    mesh.says("tills", "Line", *_some(random, [_line(random, n, size) for n in range(1, 3 * size)]))
    mesh.says("stores", "Store", *_some(random, [_store(random, n) for n in (1, 2, 3)]))
    people = [
        {"subject": f"Person/personNumber/{n}", "personNumber": str(n), "email": _email(random, n)} for n in (1, 2)
    ]
    mesh.says("customers", "Person", *_some(random, people))


def _some(random: Random, records: list[dict[str, Any]], share: float = 0.8) -> list[dict[str, Any]]:
    return [record for record in records if random.random() < share]


def _product(random: Random, n: int) -> dict[str, Any]:
    return {
        "subject": f"Product/gtin/{n}",
        "gtin": str(n) if random.random() < 0.9 else None,
        "name": random.choice(NAMES),
        "price": random.choice(("-1.00", "0.99", "12.5", None)),
        "packSize": random.choice((0, 1, 6, None)),
        "unit": random.choice(("PCE", "PCK", "BOX", None)),
        "label@en": random.choice(("Milk", None)),
        "label@de": random.choice(("Milch", None)),
        "organic": random.choice((True, False, None)),
        "launched": random.choice(("2024-02-29", "2026-01-01", None)),
        "brand": f"Brand/brandName/{random.choice('123')}",
        "tag": random.choice(TAGS),
        "tag#2": random.choice((*TAGS, None)),
        "soldIn": f"Store/storeNumber/{random.randint(1, 4)}",
        "soldIn#2": random.choice((None, "Store/storeNumber/1")),
    }


def _brand(n: int) -> dict[str, Any]:
    return {"subject": f"Brand/brandName/{n}", "brandName": str(n)}


def _fresh(random: Random, n: int) -> dict[str, Any]:
    return {"subject": f"Product/gtin/{n}", "gtin": str(n), "shelfLife": random.choice((3, 30, None))}


def _article(random: Random, n: int) -> dict[str, Any]:
    """With its GTIN it is the catalogue's product, without it is one of its own."""
    return {
        "subject": f"Product/sku/A{n}",
        "sku": f"A{n}",
        "gtin": random.choice((str(n), None)),
        "price": random.choice(("0.99", "1.09")),
        "soldIn": "Store/storeNumber/2",
    }


def _line(random: Random, n: int, size: int) -> dict[str, Any]:
    product = random.choice((f"Product/sku/A{random.randint(1, size)}", f"Product/gtin/{random.randint(1, size + 1)}"))
    return {
        "subject": f"Line/lineId/{n}",
        "lineId": str(n),
        "product": product,
        "store": random.choice((None, "Store/storeNumber/1", "Store/storeNumber/4")),
        "quantity": random.choice((1, 2)),
    }


def _store(random: Random, n: int) -> dict[str, Any]:
    return {"subject": f"Store/storeNumber/{n}", "storeNumber": n, "name": random.choice(("Hafen", "Markt"))}


def _email(random: Random, n: int) -> str:
    return random.choice((f"{n}@mail.example", "nobody"))
