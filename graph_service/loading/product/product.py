"""DataProduct: one folder of `loaders/` as a value: what it promises (contract), who owns it, and what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from graph_service.findings import Finding, Severity
from graph_service.loading.contract import Contract
from graph_service.loading.contract.odcs import read_contract
from graph_service.loading.mapping.model import Mapping
from graph_service.loading.mapping.r2rml import read_r2rml
from graph_service.loading.mapping.yarrrml import read_yarrrml
from graph_service.loading.product.descriptor import DEFAULT_PRIORITY, Descriptor, read_descriptor

CONTRACT = "contract.odcs.yaml"
DESCRIPTOR = "product.odps.yaml"
Found = tuple[Finding, ...]
T = TypeVar("T")
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


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A product as far as its files can be read; with a Violation among the findings it is none yet."""

    name: str
    folder: Path
    contract: Contract | None
    mapping: Mapping | None
    descriptor: Descriptor | None
    findings: tuple[Finding, ...]

    @property
    def product(self) -> DataProduct | None:
        """The data product, if nothing is wrong in its files."""
        wrong = any(finding.severity is Severity.VIOLATION for finding in self.findings)
        if wrong or self.contract is None or self.mapping is None:
            return None
        return DataProduct(
            name=self.name,
            folder=self.folder,
            contract=self.contract,
            mapping=self.mapping,
            descriptor=self.descriptor,
            findings=self.findings,
        )


def read_draft(folder: Path) -> Draft:
    """A folder's files, each as far as it can be read, and the findings of them all."""
    contract, findings = _read(folder, CONTRACT, read_contract)
    mapping, more = _read_mapping(folder)
    descriptor, most = _read(folder, DESCRIPTOR, read_descriptor) if (folder / DESCRIPTOR).exists() else (None, ())
    return Draft(
        name=folder.name,
        folder=folder,
        contract=contract,
        mapping=mapping,
        descriptor=descriptor,
        findings=(*findings, *more, *most),
    )


def read_drafts(loaders: Path) -> list[Draft]:
    """Every folder below `loaders`, by name."""
    return [read_draft(folder) for folder in product_folders(loaders)]


def product_folders(loaders: Path) -> list[Path]:
    """The folders of `loaders` that are products, by name."""
    return sorted(path for path in loaders.iterdir() if path.is_dir() and not path.name.startswith("."))


def _read_mapping(folder: Path) -> tuple[Mapping | None, tuple[Finding, ...]]:
    present = [name for name in MAPPINGS if (folder / name).exists()]
    if len(present) != 1:
        what = "has both" if present else "has none of"
        message = f"Product '{folder.name}' {what} {' and '.join(MAPPINGS)}. Give it one."
        return None, (Finding(rule="product", message=message, where=shown(folder)),)
    return _read(folder, present[0], MAPPINGS[present[0]])


def _read(folder: Path, name: str, reader: Callable[[Path, str], tuple[T | None, Found]]) -> tuple[T | None, Found]:
    if (folder / name).is_file():
        return reader(folder / name, f"{shown(folder)}/{name}")
    message = f"No such file: {shown(folder)}/{name}. Every product has one."
    return None, (Finding(rule="product", message=message, where=shown(folder)),)


def shown(folder: Path) -> str:
    """A product's folder as people see it from the workspace's root: `loaders/books`."""
    return f"{folder.absolute().parent.name}/{folder.name}"
