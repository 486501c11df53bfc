"""Resource quantities in the form in which the API server gives them back.

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
    text = str(quantity)
    match = _TEXT.match(text)
    if match is None:
        return text
    number, suffix = Decimal(match[1]), match[2]
    if suffix in _BINARY and suffix:
        return _binary(number * 1024 ** _BINARY.index(suffix))
    if suffix[:1] in ("e", "E") and len(suffix) > 1:
        return _exponent(number.scaleb(int(suffix[1:])))
    return _decimal(number.scaleb(_DECIMAL[suffix]))


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
