"""DataProduct: one folder of `loaders/` as a value: what it promises (contract), who owns it, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph_service.findings import Finding, GraphServiceError, WorkspaceError
from graph_service.loading.contract import Contract
from graph_service.loading.contract.odcs import read_contract
from graph_service.loading.descriptor import DEFAULT_PRIORITY, Descriptor, read_descriptor
from graph_service.loading.mapping import Mapping
from graph_service.loading.r2rml import read_r2rml
from graph_service.loading.yarrrml import read_yarrrml

CONTRACT = "contract.odcs.yaml"
DESCRIPTOR = "product.odps.yaml"
MAPPINGS = {"mapping.yarrrml.yaml": read_yarrrml, "mapping.r2rml.ttl": read_r2rml}


@dataclass(frozen=True, kw_only=True)
class DataProduct:
    """A data product. Its name is its folder's; `findings` are the warnings of reading it."""

    name: str
    folder: Path
    contract: Contract
    mapping: Mapping
    descriptor: Descriptor | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def version(self) -> str:
        """The contract's version: what lineage names."""
        return self.contract.version

    @property
    def priority(self) -> int:
        """Rank among sources that disagree: the smaller number is served."""
        return self.descriptor.priority if self.descriptor else DEFAULT_PRIORITY

    @property
    def owner(self) -> str:
        """Who to ask."""
        return self.descriptor.owner if self.descriptor else ""


def read_product(folder: Path) -> DataProduct:
    """The product of a folder; WorkspaceError carries the findings of all its files at once."""
    findings: list[Finding] = []
    contract = mapping = descriptor = None
    warnings: tuple[Finding, ...] = ()
    try:
        contract, warnings = read_contract(folder / CONTRACT)
    except WorkspaceError as error:
        findings += error.findings
    try:
        mapping = _read_mapping(folder)
    except WorkspaceError as error:
        findings += error.findings
    try:
        descriptor = read_descriptor(folder / DESCRIPTOR) if (folder / DESCRIPTOR).exists() else None
    except WorkspaceError as error:
        findings += error.findings
    if findings or contract is None or mapping is None:
        raise WorkspaceError(*findings)
    return DataProduct(
        name=folder.name,
        folder=folder,
        contract=contract,
        mapping=mapping,
        descriptor=descriptor,
        findings=warnings,
    )


def read_products(loaders: Path) -> tuple[tuple[DataProduct, ...], tuple[Finding, ...]]:
    """Every product below `loaders`, by name, and the findings of those that could not be read."""
    products: list[DataProduct] = []
    findings: list[Finding] = []
    for folder in sorted(path for path in loaders.iterdir() if path.is_dir() and not path.name.startswith(".")):
        try:
            products.append(read_product(folder))
        except GraphServiceError as error:
            findings += error.findings
    return tuple(products), tuple(findings)


def _read_mapping(folder: Path) -> Mapping:
    present = [name for name in MAPPINGS if (folder / name).exists()]
    if len(present) != 1:
        what = "has both" if present else "has none of"
        message = f"Product '{folder.name}' {what} {' and '.join(MAPPINGS)}. Give it one."
        raise WorkspaceError(Finding(rule="product", message=message, where=folder.name))
    return MAPPINGS[present[0]](folder / present[0])
