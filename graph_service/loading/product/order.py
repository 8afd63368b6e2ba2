"""Order: a product that takes another as input is loaded after it."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.findings import Finding, Severity
from graph_service.loading.product.product import DataProduct


def loading_order(products: Sequence[DataProduct]) -> tuple[list[DataProduct], list[Finding]]:
    """The products, inputs first, else as given; a circle of inputs is loaded as given, with a Warning."""
    waiting, ordered, findings = list(products), list[DataProduct](), list[Finding]()
    inputs = {product.name: _inputs(product, products) for product in products}
    while waiting:
        names = {product.name for product in waiting}
        ready = [product for product in waiting if not inputs[product.name] & names]
        if not ready:
            circle = " → ".join(product.name for product in waiting)
            message = f"Data products take each other as input: {circle}. They are loaded as listed."
            findings.append(Finding(rule="input-circle", message=message, severity=Severity.WARNING, where="loaders"))
            ready = list(waiting)
        ordered += ready
        waiting = [product for product in waiting if product not in ready]
    return ordered, findings


def best_first(products: Sequence[DataProduct]) -> list[str]:
    """The products' names in the order in which they are believed: by priority, else as given."""
    return [product.name for product in sorted(products, key=lambda product: product.priority)]


def _inputs(product: DataProduct, products: Sequence[DataProduct]) -> set[str]:
    """The other products that the input ports name, by their contract or by their name."""
    if product.descriptor is None:
        return set()
    wanted = {port.contractId for port in product.descriptor.inputPorts} | {
        port.name for port in product.descriptor.inputPorts
    }
    return {other.name for other in products if other is not product and {other.contract.id, other.name} & wanted}
