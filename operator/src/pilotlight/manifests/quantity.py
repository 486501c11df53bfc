"""Resource quantities: their value, and the form in which the API server gives them back.

A quantity that reads back differently from how it was sent would look like drift for ever.
The rules are those of apimachinery's `resource.Quantity`: largest suffix with a whole mantissa.
"""

import re
from decimal import ROUND_CEILING, Decimal

_TEXT = re.compile(r"^([+-]?[0-9.]+)((?:[eE][+-]?[0-9]+)|[KMGTPE]i|[numkMGTPE]?)$")
_BINARY = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_NANO = Decimal(1).scaleb(-9)


def canonical(quantity: str | int) -> str:
    """`1000m` → `1`, `1.5` → `1500m`, `0.5Gi` → `512Mi`; unreadable text is returned as it is."""
    parsed = _parsed(str(quantity))
    if parsed is None:
        return str(quantity)
    value, suffix = parsed
    if suffix in _BINARY and suffix:
        return _binary(value)
    return _exponent(value) if len(suffix) > 1 else _decimal(value)


def amount(quantity: str | int) -> Decimal:
    """The number that a quantity stands for: `500m` → 0.5, `1Ki` → 1024; unreadable text is 0."""
    parsed = _parsed(str(quantity))
    return Decimal(0) if parsed is None else parsed[0]


def _parsed(text: str) -> tuple[Decimal, str] | None:
    """Value and suffix; None for unreadable text."""
    match = _TEXT.match(text)
    if match is None:
        return None
    number, suffix = Decimal(match[1]), match[2]
    if suffix in _BINARY and suffix:
        return number * 1024 ** _BINARY.index(suffix), suffix
    power = int(suffix[1:]) if len(suffix) > 1 else _DECIMAL[suffix]
    return number.scaleb(power), suffix


def _binary(value: Decimal) -> str:
    if value != value.to_integral_value():
        return _decimal(value)
    whole = int(value)
    power = 0
    while whole and whole % 1024 == 0 and power < len(_BINARY) - 1:
        whole //= 1024
        power += 1
    return f"{whole}{_BINARY[power]}"


def _thousands(value: Decimal) -> tuple[int, int]:
    """(mantissa, exponent of ten, a multiple of three) with the largest whole mantissa."""
    exponent = -9
    whole = int(value.quantize(_NANO, rounding=ROUND_CEILING).scaleb(9))
    while whole and whole % 1000 == 0 and exponent < 18:
        whole //= 1000
        exponent += 3
    return (whole, exponent) if whole else (0, 0)


def _decimal(value: Decimal) -> str:
    whole, exponent = _thousands(value)
    suffix = next(suffix for suffix, power in _DECIMAL.items() if power == exponent)
    return f"{whole}{suffix}"


def _exponent(value: Decimal) -> str:
    whole, exponent = _thousands(value)
    return f"{whole}e{exponent}" if exponent else f"{whole}"
