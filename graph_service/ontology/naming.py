"""Names of labels, relationship types, tables and columns, derived from local names by reversible rules.

class Product            → label `Product`, table "Product", GraphQL type Product
link soldIn              → relationship type SOLD_IN; to-one: column "soldIn"; to-many: table "link:soldIn"
literal listPrice        → property and column "listPrice"; many: table "values:listPrice"
text name                → also "name_cf" (casefolded NFKC) and "name_sort" (without combining marks)
localized label          → a column a language: "label@de", with "label@de_cf" and "label@de_sort"
decimal listPrice, scale 2 → Neo4j property listPrice_e2 (the scaled integer), beside listPrice for people
"""

from __future__ import annotations

import re
import unicodedata

from graph_service.ontology.model import Datatype, Property

LONGEST_NAME = 200  # of a class, a property, a column: what a plan may say

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def relationship_type(name: str) -> str:
    """UPPER_SNAKE of a camelCase link, or the name itself where that could not be read back."""
    upper = _CAMEL.sub("_", name).upper()
    return upper if link_name(upper) == name else name


def link_name(relationship: str) -> str:
    """The link's name from its relationship type; inverse of `relationship_type` for camelCase names."""
    first, *rest = relationship.lower().split("_")
    return first + "".join(word.capitalize() for word in rest)


def link_table(name: str) -> str:
    """The table of a to-many link: columns src, dst (entity ids)."""
    return f"link:{name}"


def values_table(name: str) -> str:
    """The table of a many-valued literal: columns id, value (and value_cf, value_sort for text)."""
    return f"values:{name}"


def localized(name: str, language: str) -> str:
    """The column or node property that holds a localized literal in one language."""
    return f"{name}@{language}"


def shadow(column: str) -> str:
    """The column that equality, contains, starts and ends compare for free text."""
    return f"{column}_cf"


def sort_key(column: str) -> str:
    """The column that orders free text."""
    return f"{column}_sort"


def node_property(prop: Property) -> str:
    """The Neo4j property that plans read: the scaled integer for decimals, else the name."""
    return f"{prop.name}_e{prop.scale}" if prop.datatype is Datatype.DECIMAL else prop.name


def quote_sql(identifier: str) -> str:
    """An SQL identifier in double quotes (SQL:2016, 5.2 <delimited identifier>)."""
    return '"' + identifier.replace('"', '""') + '"'


def quote_cypher(identifier: str) -> str:
    """A Cypher identifier in backticks."""
    return "`" + identifier.replace("`", "``") + "`"


def casefolded(text: str) -> str:
    """NFKC of the casefolded NFKC: what free text is compared by."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def sorting(text: str) -> str:
    """The casefolded text without combining marks: `Öl` sorts with `Ol` (DIN 5007-1)."""
    decomposed = unicodedata.normalize("NFD", casefolded(text))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
