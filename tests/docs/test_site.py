"""The site of the documentation: every page is in its navigation, and it is built without a warning or a dead link."""

from __future__ import annotations

import os
import re
import runpy
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

import consortium

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SITE = SimpleNamespace(**runpy.run_path(str(DOCS / "build_site.py")))
LANGS = pytest.mark.parametrize("lang", ["en", "zh"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from the pages as they are. In CI (variable CI=true) its libraries must be there."""
    if find_spec("zensical") is None or find_spec("mkdocstrings_handlers") is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"CI=true, where the site must be built, but {SITE.NEEDED}", pytrace=False)
        pytest.skip(SITE.NEEDED)
    folder = tmp_path_factory.mktemp("site") / "built"
    SITE.main(["--out", str(folder)])
    return folder


# --- navigation -------------------------------------------------------------------------------------------------------


@LANGS
def test_every_page_is_in_the_navigation_once(lang: str) -> None:
    listed = SITE.listed(lang)
    missing = sorted({*SITE.pages(), SITE.PYTHON_PAGE} - set(listed))
    assert missing == [], f"name these pages in docs/site/navigation.toml, in [{lang}]"
    assert sorted(set(listed) - {*SITE.pages(), SITE.PYTHON_PAGE}) == [], "these pages are not there"
    assert len(listed) == len(set(listed))


def test_a_page_that_is_in_no_navigation_ends_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    names = SITE.main.__globals__
    monkeypatch.setitem(names, "pages", lambda: [*SITE.pages(), "docs/forgotten.md"])
    with pytest.raises(SystemExit, match=r"docs/forgotten\.md is in no entry of .*\[en\]"):
        SITE.main(["--out", "nowhere"])


def test_every_page_of_a_notebook_and_every_picture_is_on_some_page() -> None:
    shown = {path for page in SITE.pages() for path in SITE.linked(page)}
    stored = {
        path.relative_to(ROOT).as_posix() for kind in ("notebooks/*.html", "images/*") for path in DOCS.glob(kind)
    }
    assert sorted(stored - shown) == []


def test_pages_that_exist_in_both_languages_are_not_said_to_be_english_only() -> None:
    (only_english,) = [section for title, section in SITE.navigation("zh").items() if "英文" in title]
    translated = {page.replace(".zh.md", ".md") for page in SITE.pages() if page.endswith(".zh.md")}
    assert sorted(translated & set(only_english.values())) == []


def test_names_that_the_reference_describes_can_be_imported() -> None:
    for section in SITE.NAMES.values():
        for name in section:
            module, _, last = name.rpartition(".")
            assert getattr(import_module(module), last).__doc__, name
    described = {name for section in SITE.NAMES.values() for name in section}
    assert {f"consortium.{name}" for name in consortium.__all__ if name != "__version__"} <= described


# --- the built site ---------------------------------------------------------------------------------------------------


def test_the_site_is_built_without_a_warning_a_dead_link_or_anything_from_the_network(site: Path) -> None:
    assert SITE.faults(site) == []
    assert len(list(site.rglob("*.html"))) > 2 * len(SITE.pages())


def test_each_language_has_its_first_page_and_its_search(site: Path) -> None:
    for place, lang, heading in ((site, "en", "Two commands"), (site / "zh", "zh", "两条命令")):
        text = (place / "index.html").read_text(encoding="utf-8")
        assert f'<html lang="{lang}"' in text
        assert f">{heading}<" in re.sub(r"<a [^>]*headerlink.*?</a>", "", text)
        index = (place / "search.js").read_text(encoding="utf-8")
        assert "deadweight" in index
        assert "无谓支出" in index


def test_docstrings_are_on_the_page_of_python_names(site: Path) -> None:
    text = (site / "docs" / "python.html").read_text(encoding="utf-8")
    for section in SITE.NAMES.values():
        for name in section:
            assert f'id="{name}"' in text, name
    assert consortium.load_scenario.__doc__ is not None
    assert consortium.load_scenario.__doc__.split()[0] in text


def test_a_folder_that_is_no_site_is_not_replaced(site: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SystemExit, match="holds something other than a site"):
        SITE.replace(site, tmp_path)
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_faults_of_a_site_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<h1 id="here">A</h1><a href="#here">1</a><a href="b.html#b">2</a><a href="https://example.org">3</a>'
        '<a href="b.html#c">4</a><a href="c.html">5</a><img src="d.png"><script src="https://example.org/e.js"></script>',
        encoding="utf-8",
    )
    (tmp_path / "b.html").write_text('<h1 id="b">B</h1>', encoding="utf-8")
    (tmp_path / "f.css").write_text("@import '//example.org/f.css'", encoding="utf-8")
    assert SITE.faults(tmp_path) == [
        "a.html leads to b.html#c, which has no such heading",
        "a.html leads to c.html, which is not there",
        "a.html leads to d.png, which is not there",
        "a.html loads https://example.org/e.js from the network",
        "f.css loads @import '// from the network",
    ]


def test_lines_of_chinese_are_joined_and_others_are_not() -> None:
    assert SITE.FOLDED.sub("", "一座\n城市，\n有`a`\n和\n- b，\n  有\n\n学校") == "一座城市，有`a`\n和\n- b，有\n\n学校"
