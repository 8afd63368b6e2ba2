"""Relations of a product: what each triples map reads, as it lies in the connection."""

from __future__ import annotations

from graph_service.loading.contract import Source
from graph_service.loading.mapping.model import TriplesMap
from graph_service.loading.mapping.terms import Relation, relation
from graph_service.loading.product.product import DataProduct
from graph_service.loading.reading.guard import guarded
from graph_service.loading.sql.duck import Connection, described, source_table


def relation_of(
    connection: Connection, product: DataProduct, zone: str, triples_map: TriplesMap, alias: str
) -> Relation:
    """What a triples map reads: a source's table, or its query with the record number of the source it stands for."""
    logical = triples_map.source
    if logical.query:
        query = guarded(connection, product.contract, logical.query, logical.name)
        return relation(f"({query.sql})", alias, described(connection, query.sql), zone)
    sql = source_table(driving_source(connection, product, triples_map).name)
    return relation(sql, alias, described(connection, f"SELECT * FROM {sql}"), zone)


def driving_source(connection: Connection, product: DataProduct, triples_map: TriplesMap) -> Source:
    """The source whose records a triples map speaks of; LookupError if the contract has none such."""
    logical = triples_map.source
    name = logical.name
    if logical.query:
        name = guarded(connection, product.contract, logical.query, logical.name).source
    source = product.contract.source(name)
    if source is None:
        raise LookupError(f"The contract has no source '{name}'.")
    return source
