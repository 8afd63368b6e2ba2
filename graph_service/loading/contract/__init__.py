"""What a data product promises of its records: an ODCS contract as values; `contract.odcs` reads it."""

from graph_service.loading.contract.model import (
    Bound,
    Check,
    Contract,
    ContractColumn,
    Freshness,
    Kind,
    Logical,
    Source,
    Target,
)

__all__ = [
    "Bound",
    "Check",
    "Contract",
    "ContractColumn",
    "Freshness",
    "Kind",
    "Logical",
    "Source",
    "Target",
]
