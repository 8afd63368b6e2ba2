"""A small grocer: the ontology the ledger's tests speak of, made by hand."""

from __future__ import annotations

from graph_service.ontology.model import Class, Datatype, Ontology, Property, PropertyShape, Sensitivity, Words

NAMESPACE = "https://grocer.example/ontology/"
BASE = "https://grocer.example/id/"


def iri(path: str) -> str:
    """The entity at `Product/gtin/0001`."""
    return f"{BASE}{path}"


def _class(
    name: str, *, parents: tuple[str, ...] = (), keys: tuple[str, ...] = (), display: str | None = None
) -> Class:
    return Class(
        iri=NAMESPACE + name,
        name=name,
        words=Words(label={"en": name}),
        parents=parents,
        keys=tuple((key,) for key in keys),
        display=display,
    )


def _value(name: str, *domains: str, datatype: Datatype = Datatype.STRING, **more: object) -> Property:
    settings = {"many": False, **more}
    return Property(iri=NAMESPACE + name, name=name, domains=domains, datatype=datatype, **settings)  # type: ignore[arg-type]


def _link(name: str, to: str, *domains: str, many: bool = False) -> Property:
    return Property(iri=NAMESPACE + name, name=name, domains=domains, range=to, many=many, inverse=f"{name}Inverse")


def _inverse(name: str, of: str, domain: str, to: str) -> Property:
    return Property(iri=NAMESPACE + name, name=name, domains=(domain,), range=to, many=True, inverse_of=of)


CLASSES = (
    _class("Product", keys=("gtin", "sku", "itemNumber"), display="name"),
    _class("FreshProduct", parents=("Product",)),
    _class("Brand", keys=("brandName",), display="brandName"),
    _class("Place", display="name"),
    _class("Store", parents=("Place",), keys=("storeNumber",)),
    _class("Line", keys=("lineId",), display="lineId"),
    _class("Person", keys=("personNumber",), display="personNumber"),
)

PROPERTIES = (
    _value("gtin", "Product", is_key=True),
    _value("sku", "Product", is_key=True),
    _value("itemNumber", "Product", is_key=True),
    _value("name", "Product", "Place"),
    _value("label", "Product", localized=True),
    _value("price", "Product", datatype=Datatype.DECIMAL, scale=2),
    _value("packSize", "Product", datatype=Datatype.INTEGER),
    _value("unit", "Product", enumeration="Unit"),
    _value("launched", "Product", datatype=Datatype.DATE),
    _value("organic", "Product", datatype=Datatype.BOOLEAN),
    _value("tag", "Product", many=True),
    _link("brand", "Brand", "Product"),
    _link("soldIn", "Store", "Product", many=True),
    _value("shelfLife", "FreshProduct", datatype=Datatype.INTEGER),
    _value("brandName", "Brand", is_key=True),
    _value("storeNumber", "Store", datatype=Datatype.INTEGER, is_key=True),
    _value("lineId", "Line", is_key=True),
    _value("quantity", "Line", datatype=Datatype.INTEGER),
    _link("product", "Product", "Line"),
    _link("store", "Store", "Line"),
    _value("personNumber", "Person", is_key=True),
    _value("email", "Person", sensitivity=Sensitivity.PERSONAL),
    _inverse("lines", "product", "Product", "Line"),
    _inverse("brandProducts", "brand", "Brand", "Product"),
    _inverse("soldInInverse", "soldIn", "Store", "Product"),
    _inverse("storeInverse", "store", "Store", "Line"),
)


def grocer(*shapes: PropertyShape, digest: str = "grocer-1") -> Ontology:
    """The ontology with these shapes."""
    return Ontology(
        iri=NAMESPACE,
        classes={cls.name: cls for cls in CLASSES},
        properties={prop.name: prop for prop in PROPERTIES},
        shapes=shapes,
        languages=("en", "de"),
        digest=digest,
    )
