"""Numbers as people read them, alike in a table, a sentence and a page: thousands grouped, and few digits."""

from __future__ import annotations

from decimal import Decimal

Number = int | float | Decimal

MEAN, SMALL = 2, 4  # digits after the point of a measured number, and of one that is less than one
NOTHING = 0.01  # what two digits would show as nothing
THIN = str.maketrans({",": ".", ".": ","})  # 1,234.5 as it is written in German


def number_text(value: Number, language: str = "en", *, scale: int = 0, unit: str = "", signed: bool = False) -> str:
    """A number with the separators of the language.

    `scale` is what its column has: of a decimal all digits are shown, but none of whole pieces, which have no unit.
    """
    return grouped(value, digits(value, scale, unit), language, signed=signed)


def digits(value: Number, scale: int = 0, unit: str = "") -> int:
    """Digits after the point: none of a whole number of pieces, two of a mean, four of what would else be nothing."""
    if isinstance(value, int) or (isinstance(value, Decimal) and not unit and value == value.to_integral_value()):
        return 0
    if isinstance(value, Decimal) and not scale:
        return max(0, -int(str(value.normalize().as_tuple().exponent)))  # no scale is known: all there are
    return scale or (SMALL if 0 < abs(float(value)) < NOTHING else MEAN)


def grouped(value: Number, digits: int, language: str = "en", *, signed: bool = False) -> str:
    """A number to so many digits after the point."""
    text = f"{value:{'+' if signed else ''},.{digits}f}"
    return text.translate(THIN) if language == "de" else text
