"""Reading a page as a reader does: its text by language, its headings, links and pictures; and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from consortium.experiments.comparison.comparison import Comparison
from consortium.experiments.presentation.language import Lang
from consortium.experiments.report import report
from consortium.experiments.statistics.verdict import judge
from consortium.simulation.policies.instruments import Subsidy
from consortium.simulation.scenario import Scenario
from tests.worlds import town

YEARS: dict[str, Any] = {"years": 7}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PICTURES = {"effects": PNG, "frontier": PNG}
COMMAND = "consortium compare baseline subsidy_only --seeds 4"
MANIFEST: dict[str, Any] = {"versions": {"consortium": "0.1.0", "numpy": "2.0"}, "revision": "abc-dirty"}

EMPTY = frozenset({"meta", "link", "img", "br", "hr", "wbr"})


@dataclass
class Page(HTMLParser):
    """What is in a page: every element with its attributes, and its text outside of code and other languages."""

    html: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    own_text: str = ""
    """Text in the language of the page."""
    text: str = ""
    """All text."""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, bool]] = []
        self.feed(self.html)
        self.close()
        self.unclosed = [tag for tag, _ in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag in EMPTY:
            return
        foreign = ("lang" in attributes and tag != "html") or attributes.get("translate") == "no" or tag == "style"
        self._open.append((tag, foreign))
        if tag[0] == "h" and tag[1:].isdecimal():
            self.headings.append((int(tag[1:]), ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        opened, _ = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        if tag in ("p", "td", "th", "li", "dd", "dt", "figcaption") or (tag[0] == "h" and tag[1:].isdecimal()):
            self.own_text += "\n"
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        if any(tag == "style" for tag, _ in self._open):
            return
        self.text += data
        if not any(foreign for _, foreign in self._open):
            self.own_text += data
        if self._open and any(tag[0] == "h" and tag[1:].isdecimal() for tag, _ in self._open):
            level, said = self.headings[-1]
            self.headings[-1] = (level, said + data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """Attributes of all elements of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def lines(self, part: str) -> list[str]:
        """Lines of text that hold something, with plain spaces."""
        lines = [" ".join(line.replace("\u2060", "").split()) for line in self.text.splitlines()]
        return [line for line in lines if part in line]


def ending() -> Scenario:
    scenario = town(Subsidy(per_trainee=20.0, end=3), **YEARS)
    return scenario.with_(name="ending", title={"en": "Three years of money", "zh": "三年的钱"})


def page(comparison: Comparison, lang: Lang = "en", **more: Any) -> Page:
    return Page(report(comparison, lang, command=COMMAND, manifest=MANIFEST, **more))


def with_numbers(comparison: Comparison, reform: str, metric: str, **columns: float) -> Comparison:
    """The comparison with other numbers in one row of its summary."""
    changed = copied(comparison)
    summary = comparison.summary.copy()
    row = (summary["reform"] == reform) & (summary["metric"] == metric) & (summary["region"] == "all")
    for name, value in columns.items():
        summary.loc[row, name] = value
    ((index, changed_row),) = summary.loc[row].iterrows()
    summary.loc[index, "verdict"] = str(
        judge(*(changed_row[key] for key in ("effect", "sd", "low", "high", "n_seeds")))
    )
    changed.__dict__["summary"] = summary
    return changed


def copied(comparison: Comparison) -> Comparison:
    """A comparison with the same tables, in which single ones can be replaced where cached properties keep them."""
    comparison.outcomes  # noqa: B018
    changed = Comparison(comparison.batch)
    changed.__dict__.update(comparison.__dict__)
    return changed
