"""The products' source files as DuckDB tables, for SQL that proves rows without the compilers."""

from __future__ import annotations

from pathlib import Path

import duckdb

TYPES = {
    "VARCHAR": "gtin gtin_13 ean ean_ref gln ship_to item_no station ordered_on posted_at store",
    "DECIMAL(18, 3)": "unit_price list_price unit_cost purchase_price on_hand t_max t_min rain discount_pct",
}
TYPE_OF = {column: kind for kind, columns in TYPES.items() for column in columns.split()}


def source_views(data: Path) -> duckdb.DuckDBPyConnection:
    """A connection in which `catalogue.products` is `catalogue/products.csv`: codes as text, money as decimals."""
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})
    for file in sorted(data.glob("*/*.csv")):
        header = file.read_text(encoding="utf-8").partition("\n")[0].split(",")
        types = {column: TYPE_OF[column] for column in header if column in TYPE_OF}
        relation = connection.read_csv(str(file), dtype=types or None, null_padding=False)
        connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{file.parent.name}"')
        relation.create(f'"{file.parent.name}"."{file.stem}"')
    return connection
