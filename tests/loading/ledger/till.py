"""The shop's product with its files and its ledger, loaded as the command does."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from graph_service.loading.load import load
from graph_service.loading.product.product import DataProduct
from graph_service.loading.report import LoadReport
from graph_service.loading.runs import Status, status
from graph_service.loading.session import Settings
from graph_service.stores.connection import open_reader, rows
from tests.loading.staging.shop import NOW, ONTOLOGY, ZONE, read_shop, write_files

BASE = "https://shop.example/id/"


class Till:
    """The shop's folder and its ledger."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ledger = folder, folder / "state" / "graph.sqlite"
        self.products: list[DataProduct] = [read_shop(folder)]
        self.settings = Settings(
            ontology=ONTOLOGY, source=b"v1", root=write_files(folder), base=BASE, zone=ZONE, now=NOW
        )

    def load(self, **options: Any) -> LoadReport:
        return load(self.products, self.settings, self.ledger, **options)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with closing(open_reader(self.ledger)) as reader:
            return list(rows(reader, query))

    def status(self) -> Status:
        with closing(open_reader(self.ledger)) as reader:
            return status(reader)
