"""A large lending library, generated from a seed over the ontology of the hand-made world."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.world.entities import BASE, Entity

FIXED = {"branch": 200, "genre": 60, "author": 2_000}
SCALED = {"work": 5_000, "member": 5_000, "copy": 20_000, "loan": 150_000, "count": 100_000}
START = datetime(2025, 7, 1)


def lending(seed: int = 7, scale: float = 1.0) -> list[Entity]:
    """About 280,000 entities at scale 1, most of them loans and stock counts."""
    luck = random.Random(seed)
    size = FIXED | {kind: int(number * scale) for kind, number in SCALED.items()}
    return [*_places(size), *_people(size, luck), *_works(size, luck), *_facts(size, luck)]


def _entity(kind: str, number: int, cls: str, **values: object) -> Entity:
    return Entity(iri=_iri(kind, number), classes=(cls,), values={k: v for k, v in values.items() if v is not None})


def _iri(kind: str, number: int) -> str:
    return f"{BASE}{kind}/{number:06}"


def _places(size: dict[str, int]) -> Iterator[Entity]:
    for number in range(8):
        yield _entity("district", number, "District", name=f"District {number}")
    for number in range(size["branch"]):
        title = f"{'ÄBCDEFGHIÖ'[number % 10]}-Straße {number * 37 % 211:03}"
        values = {
            "code": f"B{number:03}",
            "title": title,
            "floorArea": number,
            "district": _iri("district", number % 8),
        }
        yield _entity("branch", number, "Branch", **values)


def _people(size: dict[str, int], luck: random.Random) -> Iterator[Entity]:
    for number in range(size["author"]):
        yield _entity("author", number, "Author", agentName=f"Author {number}", birthYear=1900 + luck.randrange(100))
    for number in range(size["member"]):
        home = _iri("branch", luck.randrange(size["branch"]))
        yield _entity("member", number, "Member", agentName=f"Member {number}", memberNumber=number, homeBranch=home)


def _works(size: dict[str, int], luck: random.Random) -> Iterator[Entity]:
    for number in range(size["genre"]):
        parent = _iri("genre", (number - 1) // 4) if number else None
        label = {"en": f"Genre {number}", "de": f"Gattung {number}"}
        yield _entity("genre", number, "Genre", code=f"g{number:02}", genreLabel=label, parent=parent)
    for number in range(size["work"]):
        authors = [_iri("author", one) for one in luck.sample(range(size["author"]), 1 + luck.randrange(2))]
        yield _entity(
            "work",
            number,
            "Book",
            isbn=f"978-{number:06}",
            title=f"Work {number}",
            pages=luck.randrange(40, 900),
            listPrice=luck.randrange(300, 6000),
            rating=luck.randrange(20, 51) / 10,
            genre=_iri("genre", luck.randrange(size["genre"])),
            author=authors,
        )


def _facts(size: dict[str, int], luck: random.Random) -> Iterator[Entity]:
    for number in range(size["copy"]):
        work, branch = _iri("work", luck.randrange(size["work"])), _iri("branch", luck.randrange(size["branch"]))
        yield _entity("copy", number, "Copy", barcode=f"c{number:06}", work=work, branch=branch)
    for number in range(size["loan"]):
        lent = START + timedelta(minutes=luck.randrange(525_000))
        yield _entity(
            "loan",
            number,
            "Loan",
            loanId=f"l{number:06}",
            copy=_iri("copy", luck.randrange(size["copy"])),
            member=_iri("member", luck.randrange(size["member"])),
            lentAt=lent.isoformat(),
            dueOn=(lent + timedelta(days=21)).date().isoformat(),
            fee=luck.randrange(-100, 900) if luck.random() < 0.7 else None,
            renewals=luck.randrange(4),
        )
    for number in range(size["count"]):
        yield _entity(
            "count",
            number,
            "StockCount",
            countId=f"s{number:06}",
            branch=_iri("branch", luck.randrange(size["branch"])),
            work=_iri("work", luck.randrange(size["work"])),
            day=(START + timedelta(days=luck.randrange(365))).date().isoformat(),
            onShelf=luck.randrange(5),
        )
