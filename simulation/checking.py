"""Is this value allowed, and if not, what is? Words that every refusal of a scenario is made of."""

from __future__ import annotations

import difflib
import math
import re
import reprlib
from collections.abc import Iterable, Iterator, Mapping
from numbers import Integral, Real

from .parameters import Parameter, Value

Labels = Mapping[str, tuple[str, ...]]
"""What names are called, in English and 中文."""

EXACT = 2**53
"""The largest whole number below which every whole number is a float exactly."""


class Refused(ValueError):
    """A key or value that is not allowed; the message says what is."""


class _Brief(reprlib.Repr):
    """Values as a file spells them, short whatever they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxdict, self.maxlist, self.maxstring, self.maxother = 3, 3, 8, 60, 60

    def repr_bool(self, value: bool, level: int) -> str:
        return "true" if value else "false"

    def repr_int(self, x: int, level: int) -> str:
        # Python refuses to spell whole numbers of some thousand digits.
        return str(x) if abs(x) < 10**18 else f"a whole number of {x.bit_length()} bits"


_brief = _Brief()


def show(value: object) -> str:
    """A value for a message: in one line, at most some hundred characters, without control characters."""
    return _brief.repr(value)


def nearest(name: object, names: Iterable[str], few: int = 20, labels: Labels | None = None) -> str:
    """The end of a message that offers the nearest of the valid names, or all of them if they are few and none near.

    With `labels` a name may also be meant by what it is called in English or 中文.
    """
    known = list(names)
    close = difflib.get_close_matches(str(name)[:60], known, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]}?"
    for called, label in _called(str(name)[:60], labels or {}):
        return f"; did you mean {called} ({label})?"
    return f"; known: {', '.join(known)}" if len(known) <= few else ""


def _called(said: str, labels: Labels) -> Iterator[tuple[str, str]]:
    """Names and labels that somebody may have meant: the same label, else one that holds what was said, else alike."""
    words = said.casefold().strip()
    pairs = [(name, label) for name, own in labels.items() for label in own]
    yield from (pair for pair in pairs if pair[1].casefold() == words)
    if len(words) > 1:
        yield from sorted(
            (pair for pair in pairs if words in pair[1].casefold()), key=lambda pair: len(pair[1])
        )  # the shortest says least beside
    close = difflib.get_close_matches(words, [label.casefold() for _, label in pairs], n=1, cutoff=0.5)
    yield from (pair for pair in pairs if pair[1].casefold() in close)


def foreign_keys(text: str) -> str:
    """What to type instead of the first sign that a Chinese keyboard (or a word processor) puts for one of ASCII.

    Signs within quotation marks of ASCII and comments are not looked at. Empty where there is none.
    """
    outside = re.sub(r"""("([^"\\]|\\.)*"|'[^']*')|#.*""", "", text)
    for sign in outside:
        meant = _ASCII.get(sign) or _halved(sign)
        if meant:
            seen = sign if sign.isprintable() else "a wide blank"
            return f"; {seen} is not {meant}: type the sign of an English keyboard"
    return ""


_ASCII = {
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": "'",
    "’": "'",
    "「": '"',
    "」": '"',
    "。": ".",
    "、": ",",
    "\u3000": "a blank",
}


def _halved(sign: str) -> str:
    """The ASCII character of which a character is the full-width form, else nothing."""
    return chr(ord(sign) - 0xFEE0) if "\uff01" <= sign <= "\uff5e" else ""


def plain(x: float) -> str:
    """A bound as people write it."""
    return f"{x:.10g}"


def allowed(parameter: Parameter) -> str:
    """What a parameter may be, in words."""
    bounds = f"from {plain(parameter.low)} to {plain(parameter.high)}"
    if parameter.kind == "choice":
        return "one of " + ", ".join(f'"{choice}"' for choice in parameter.choices)
    if parameter.kind == "count":
        return f"a whole number {bounds} ({parameter.unit})"
    if parameter.lengths is not None:
        least, most = parameter.lengths
        length = f"{least}" if least == most else f"{least} to {most}"
        return f"a list of {length} numbers {bounds} ({parameter.unit})"
    return f"a number {bounds} ({parameter.unit})" + (' or "none"' if parameter.optional else "")


LAST_SEED = 2**63 - 1
"""Seeds are whole numbers from 0 to this one."""


def pythonic(value: object) -> object:
    """A number of NumPy (or of pandas) as Python's own, also within lists and tuples; anything else as it is."""
    if isinstance(value, list | tuple):
        return type(value)(map(pythonic, value)) if type(value) in (list, tuple) else value
    if isinstance(value, bool | int | float):  # NumPy's float64 is a float already, but is shown as np.float64(…)
        return value.item() if hasattr(value, "item") else value  # type: ignore[union-attr]
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) and hasattr(value, "item") else value


def whole_number(value: object, what: str, least: int, most: int, unit: str = "") -> int:
    """A whole number from `least` to `most` as an int; NumPy's whole numbers are some, 2.0, "2" and true are none.

    `what` names it in the message. Raises Refused.
    """
    if isinstance(value, Integral) and not isinstance(value, bool) and least <= int(value) <= most:
        return int(value)
    bounds = f"from {least} to {'2**63 − 1' if most == LAST_SEED else most}"
    raise Refused(f"{what} = {show(pythonic(value))}; allowed: a whole number {bounds}{unit}")


def seed_number(value: object, what: str = "seed") -> int:
    """A seed as an int. Raises Refused for all but a whole number from 0 to 2**63 − 1."""
    return whole_number(value, what, 0, LAST_SEED)


def is_number(value: object) -> bool:
    """Whether a value is a finite number that a float holds exactly; true and false are none."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return abs(value) <= EXACT
    return isinstance(value, float) and math.isfinite(value)


def checked(parameter: Parameter, value: object, written: bool = True) -> Value:
    """The value in the type the model uses: float, int, tuple of floats or one of the choices.

    A missing budget is "none" where it is `written` in a file, and may be infinite only in Python.
    Numbers of NumPy count as Python's. Raises Refused, with what is allowed, for a wrong type, NaN, infinity, or a
    value out of bounds.
    """
    value = pythonic(value)
    if parameter.kind == "choice":
        if isinstance(value, str) and value in parameter.choices:
            return value
        hint = nearest(value, parameter.choices) if isinstance(value, str) else ""
        raise Refused(f"{show(value)} is not allowed; allowed: {allowed(parameter)}{hint}")
    if parameter.kind == "numbers":
        least, most = parameter.lengths or (0, 0)
        if not isinstance(value, list | tuple) or not all(is_number(v) for v in value):
            raise Refused(f"{show(value)} is not a list of numbers; allowed: {allowed(parameter)}")
        if not least <= len(value) <= most:
            raise Refused(f"{show(list(value))} has {len(value)} numbers; allowed: {allowed(parameter)}")
        for v in value:
            if not parameter.low <= v <= parameter.high:
                raise Refused(f"{show(list(value))} holds {show(v)}; allowed: {allowed(parameter)}")
        return tuple(float(v) for v in value)
    if parameter.optional and (value == "none" or (value == math.inf and not written)):
        return math.inf
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > EXACT:
        raise Refused(f"{show(value)} is out of bounds; allowed: {allowed(parameter)}")
    if not is_number(value):
        kind = "a finite number" if isinstance(value, float) else "a number"
        raise Refused(f"{show(value)} is not {kind}; allowed: {allowed(parameter)}")
    assert isinstance(value, int | float)
    if parameter.kind == "count" and not isinstance(value, int):
        raise Refused(f"{show(value)} is not written as a whole number; allowed: {allowed(parameter)}")
    if not parameter.low <= value <= parameter.high:
        raise Refused(f"{show(value)} is out of bounds; allowed: {allowed(parameter)}")
    return value if isinstance(value, int) and parameter.kind == "count" else float(value) + 0.0  # and no minus zero
