"""The report opens from disk in a browser: all of it is seen, nothing is asked for, nothing is complained of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from consortium import compare
from consortium.experiments.comparison.comparison import Comparison
from consortium.experiments.figures import draw_comparison
from consortium.experiments.figures.base.style import cjk_font
from consortium.experiments.presentation.language import Lang
from consortium.experiments.report import report
from tests.worlds import town

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

LANGS: tuple[Lang, ...] = ("en", "zh")
PHONE, DESK, BEAMER = (360, 740), (1280, 800), (1920, 1080)
HOSTILE = "<script>document.title = 'broken'</script>" + "W" * 200

CONTRASTS = """() => {
  const part = c => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const light = rgb => 0.2126 * part(rgb[0]) + 0.7152 * part(rgb[1]) + 0.0722 * part(rgb[2]);
  const colour = text => text.match(/[\\d.]+/g).map(Number);
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own) continue;
    let below = element, back = [0, 0, 0, 0];
    while (below && (back.length > 3 && back[3] === 0)) {
      back = colour(getComputedStyle(below).backgroundColor);
      below = below.parentElement;
    }
    const pair = [light(colour(getComputedStyle(element).color)), light(back)].sort((a, b) => b - a);
    found.push([(pair[0] + 0.05) / (pair[1] + 0.05), element.textContent.trim().slice(0, 40)]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    hostile = town(of="subsidy_only", years=6).with_(name="hostile", title={"en": HOSTILE, "zh": HOSTILE})
    return compare(town(years=6), town(of="consortium_entity", years=6), hostile, seeds=3)


@pytest.fixture(scope="module", params=LANGS)
def written(comparison: Comparison, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with its figures, as the command writes it: a file of that language."""
    lang: Lang = request.param
    if lang == "zh" and cjk_font() is None:
        pytest.skip("no font with 中文 on this machine")
    folder = tmp_path_factory.mktemp(lang)
    arms = {arm.name: arm for arm in (comparison.base, *comparison.reforms)}
    series, sizes = ({n: t.loc[t["scenario"] == n] for n in arms} for t in (comparison.series, comparison.by_size))
    draw_comparison(series, arms, sizes, folder / "figures", lang)
    path = folder / f"{lang}.html"
    path.write_text(
        report(comparison, lang, figures=folder / "figures", command="consortium compare"), encoding="utf-8"
    )
    return path


@dataclass
class Seen:
    """An open page, what it asked for beside itself, and what the browser complained of."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def resize(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})


@pytest.fixture
def seen(browser: Browser, written: Path) -> Iterator[Seen]:
    context = browser.new_context(viewport={"width": DESK[0], "height": DESK[1]}, offline=True)
    context.set_default_timeout(0)  # however busy the machine is
    page = context.new_page()
    seen = Seen(page, written.as_uri())

    def only_itself(route: Route) -> None:
        if route.request.url == seen.address:
            route.continue_()
        else:
            route.abort()

    page.route("**/*", only_itself)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("console", lambda message: seen.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("requestfailed", lambda request: seen.complaints.append(f"failed: {request.url[:80]}"))
    page.goto(seen.address)
    yield seen
    context.close()


def test_a_report_opens_from_disk_asks_for_nothing_and_has_no_error(seen: Seen, written: Path):
    seen.page.wait_for_load_state("networkidle")
    assert [url[:100] for url in seen.asked if not url.startswith("data:")] == [seen.address]
    assert seen.complaints == []
    assert seen.page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[written.stem]
    assert (
        seen.page.title()
        == {
            "en": "Two reforms, compared with “Baseline: hot schools, cold enterprises”",
            "zh": "两项改革：与“基准情景：学校热、企业冷”比较",
        }[written.stem]
    )


def test_its_sections_are_seen_and_the_contents_lead_to_them(seen: Seen, written: Path):
    headings = seen.page.locator("h2")
    first = {"en": "The answer", "zh": "回答"}[written.stem]
    assert headings.first.inner_text() == first
    links = seen.page.locator("nav a")
    assert links.count() == headings.count() == 12
    for place in range(links.count()):
        target = seen.page.locator(str(links.nth(place).get_attribute("href")))
        assert target.is_visible()
        assert target.inner_text() == links.nth(place).inner_text()


def test_the_recommendation_and_the_first_of_the_ranked_table_are_on_the_first_screen(seen: Seen):
    for place in (".recommendation", "table.ranked tbody tr"):
        box = seen.page.locator(place).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= DESK[1]


def test_every_figure_is_painted(seen: Seen):
    figures = seen.page.evaluate(
        "() => [...document.images].map(i => [i.complete, i.naturalWidth, i.getBoundingClientRect().width, i.alt])"
    )
    assert len(figures) == 2 + 2 * 5
    for complete, width, shown, alt in figures:
        assert complete
        assert width > 1000
        assert shown > 300
        assert alt


@pytest.mark.parametrize("size", [PHONE, DESK, BEAMER], ids=["phone", "desk", "beamer"])
def test_nothing_scrolls_sideways(seen: Seen, size: tuple[int, int]):
    seen.resize(size)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    outside = seen.page.evaluate(
        "width => [...document.querySelectorAll('main *')].filter(e => !e.closest('thead'))"
        ".filter(e => e.getBoundingClientRect().right > width + 1).map(e => e.outerHTML.slice(0, 80))",
        size[0],
    )
    assert outside == []


def test_on_a_telephone_a_figure_is_enlarged_on_demand_alone(seen: Seen):
    seen.resize(PHONE)
    width = "document.querySelector('figure img').getBoundingClientRect().width"
    assert seen.page.evaluate(width) <= PHONE[0]
    seen.page.locator("figure a.enlarge").first.click()
    assert seen.page.evaluate(width) > 600
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    seen.resize(DESK)
    assert not seen.page.locator("figure a.enlarge").first.is_visible()


def test_a_table_is_one_for_a_screen_reader_on_a_telephone_too(seen: Seen):
    seen.resize(PHONE)
    rows = seen.page.get_by_role("table").first.get_by_role("row")
    assert rows.count() == 1 + 2
    assert rows.nth(1).get_by_role("cell").count() == seen.page.locator("table.ranked thead th").count() - 1


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_all_text_stands_out_from_its_ground(seen: Seen, medium: str):
    seen.page.emulate_media(media=medium)  # type: ignore[arg-type]
    ratios = seen.page.evaluate(CONTRASTS)
    assert len(ratios) > 300
    assert [text for ratio, text in ratios if ratio < 4.5] == []


def test_it_prints_on_paper_with_no_table_or_figure_wider_than_the_sheet(seen: Seen):
    seen.page.emulate_media(media="print")
    sheet = 182 / 25.4 * 96  # px of A4 between the margins
    seen.resize((int(sheet), 1000))
    widths = seen.page.evaluate(
        "() => [...document.querySelectorAll('table, figure')].map(e => e.getBoundingClientRect().right)"
    )
    assert len(widths) > 20
    assert max(widths) <= sheet + 1
    appendix = seen.page.evaluate("document.querySelector('.appendix').getBoundingClientRect().top")
    assert appendix < 2 * 266 / 25.4 * 96, "the answer takes two sheets, the rest is appendix"
    printed = seen.page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") + printed.count(b"/Type/Page/") >= 5


def test_a_title_with_markup_in_it_is_read_and_not_run(seen: Seen):
    assert "broken" not in seen.page.title()
    assert seen.page.locator("script").count() == 0
    assert HOSTILE in seen.page.locator(".answer h3").nth(1).inner_text()
