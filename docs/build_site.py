"""Build the documentation as a site that needs no network: `python docs/build_site.py`, then open `site/index.html`.

The pages are those that GitHub shows: README, CHANGELOG, guides. They are copied, with everything they link to, into a
folder of the same shape, so that every link leads to the same place on GitHub and in the site. There are two sites, in
English and, below `zh/`, in 中文: navigation, buttons and search are of one language each. `docs/site/navigation.toml`
lists the pages of both. Any warning ends the build with exit status 1.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

ROOT = Path(__file__).parents[1]
SITE = ROOT / "docs" / "site"
NAVIGATION = SITE / "navigation.toml"
WORKER = SITE / "vendor" / "iframe-worker" / "iframe-worker.js"
"""Lets the search work in a page that was opened as a file; by itself the generator would load it from the network."""
FOLDERS = ("", "benchmarks", "docs", "scenarios")
"""Where pages are, from the root of the repository."""
PYTHON_PAGE = "docs/python.md"
"""The reference of the Python names: made here, because it is written in directives that GitHub does not know."""
FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
FOLDED = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n *(?=[\u3001-\u9fff\uff00-\uffef])")
"""A line break within 中文, where a browser would show a space."""
LINK = re.compile(r"(\]\()([^)\s]+)(\))")
NEEDED = "the site needs libraries that are not installed: pip install -c constraints.txt -e '.[docs]'"

NAMES = {
    "Simulate": (
        "consortium.load_scenario",
        "consortium.simulation.scenario.Scenario",
        "consortium.ConsortiumModel",
        "consortium.simulation.agents.Enterprise",
        "consortium.simulation.agents.School",
        "consortium.simulation.agents.Student",
        "consortium.simulation.agents.Government",
    ),
    "Compare": (
        "consortium.compare",
        "consortium.experiments.comparison.comparison.Comparison",
        "consortium.experiments.validation.robustness.robustness",
    ),
    "Sweep": (
        "consortium.load_design",
        "consortium.sweep",
        "consortium.results",
        "consortium.experiments.sweeps.analysis.sensitivity.sensitivity",
        "consortium.experiments.sweeps.analysis.sensitivity.main_effects",
        "consortium.experiments.sweeps.analysis.paired.paired_effects",
    ),
    "Write your own": (
        "consortium.simulation.policies.Policy",
        "consortium.simulation.policies.strength",
        "consortium.simulation.policies.register_policy",
        "consortium.simulation.extensions.Extensions",
        "consortium.simulation.extensions.OwnMetric",
        "consortium.simulation.outputs.metrics.metric",
    ),
}
"""What the reference of the Python names describes, from its docstrings."""


# --- pages ------------------------------------------------------------------------------------------------------------


def pages() -> list[str]:
    """All pages of the repository, from its root."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).glob("*.md")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def navigation(lang: str) -> dict[str, dict[str, str]]:
    """The sections of a site, each with the titles and files of its pages."""
    return tomllib.loads(NAVIGATION.read_text(encoding="utf-8"))[lang]


def listed(lang: str) -> list[str]:
    """The files in the navigation of a site, in its order."""
    return [page for section in navigation(lang).values() for page in section.values()]


def unlisted() -> list[str]:
    """Pages that are in no entry of a site's navigation."""
    where = NAVIGATION.relative_to(ROOT).as_posix()
    return [
        f"{page} is in no entry of {where}, [{lang}]" for lang in TITLES for page in pages() if page not in listed(lang)
    ]


def linked(page: str) -> Iterator[str]:
    """The files, from the root, that a page links to and that are no pages themselves."""
    prose = re.sub(r"`[^`]+`", "", FENCED.sub("", (ROOT / page).read_text(encoding="utf-8")))
    for _, target, _ in LINK.findall(prose):
        if re.match(r"[a-z]+:|#", target):
            continue
        path = os.path.normpath(Path(page).parent / target.partition("#")[0])
        if not path.endswith(".md"):
            yield Path(path).as_posix()


# --- the folder that is built -----------------------------------------------------------------------------------------

SWAPPED = {"README.md": "README.en.md", "README.zh.md": "README.md"}
"""In 中文 the Chinese README is the first page, and a first page must be called README.md."""


def name_of(page: str, lang: str) -> str:
    """What a page is called in the folder of a site."""
    return SWAPPED.get(page, page) if lang == "zh" else page


def stage(folder: Path, lang: str) -> None:
    """Copy all pages, with what they link to, to a folder of the same shape."""
    for page in pages():
        target = folder / name_of(page, lang)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(staged_text(page, lang), encoding="utf-8")
        for path in linked(page):
            copied = folder / path
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, copied)
    (folder / "assets").mkdir()
    for path in (WORKER, SITE / "site.css"):
        shutil.copyfile(path, folder / "assets" / path.name)
    (folder / PYTHON_PAGE).write_text(python_page(), encoding="utf-8")


def staged_text(page: str, lang: str) -> str:
    """The text of a page, with links to the READMEs as the site of a language calls them, and lines of 中文 joined."""
    text = FOLDED.sub("", (ROOT / page).read_text(encoding="utf-8"))

    def renamed(match: re.Match[str]) -> str:
        before, target, after = match.groups()
        path, mark, anchor = target.partition("#")
        meant = Path(os.path.normpath(Path(page).parent / path)).as_posix()
        if meant in SWAPPED and path:
            target = path.removesuffix(Path(meant).name) + name_of(meant, lang) + mark + anchor
        return before + target + after

    return LINK.sub(renamed, text)


def python_page() -> str:
    """The reference of the Python names, as directives that the site fills with their docstrings."""
    parts = ["# Python names\n\nWhat a script may import, from its docstrings.\n"]
    for title, names in NAMES.items():
        parts.append(f"\n## {title}\n")
        parts += [f"\n::: {name}\n" for name in names]
    return "".join(parts)


def lay_out_packages(folder: Path) -> None:
    """Copy the code to where its import names say it is, since docstrings are read without importing anything."""
    places = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-dir"]
    for name, place in [("consortium", "consortium"), ("consortium.actions", "consortium/actions"), *places.items()]:
        target = folder.joinpath(*name.split("."))
        target.mkdir(parents=True, exist_ok=True)
        for source in (ROOT / place).glob("*.py"):
            shutil.copyfile(source, target / source.name)


# --- building ---------------------------------------------------------------------------------------------------------

TITLES = {"en": "Industry–education consortia", "zh": "产教联合体：激励政策实验室"}
HOMES = {"en": {"en": "./index.html", "zh": "./zh/index.html"}, "zh": {"en": "../index.html", "zh": "./index.html"}}
"""From each site, the first page of either language."""


def settings(lang: str, folder: Path) -> str:
    """The settings of a site whose pages are in `folder / "pages"`."""
    names = {"en": "English", "zh": "中文"}
    docstrings = {
        "paths": [str(folder / "code")],
        "options": {
            "heading_level": 3,
            "members_order": "source",
            "separate_signature": True,
            "show_bases": False,
            "show_root_heading": True,
            "show_root_toc_entry": True,
            "show_signature_annotations": True,
            "show_source": False,
        },
    }
    own: dict[str, Any] = {
        "site_name": TITLES[lang],
        "docs_dir": "pages",
        "site_dir": "site",
        "plugins": ["search", "offline", {"mkdocstrings": {"handlers": {"python": docstrings}}}],
        "extra": {
            "generator": False,
            "homepage": "index.html",
            "polyfills": [f"assets/{WORKER.name}"],
            "alternate": [{"name": names[code], "link": link, "lang": code} for code, link in HOMES[lang].items()],
        },
        "nav": [
            {title: [{shown: name_of(page, lang)} for shown, page in section.items()]}
            for title, section in navigation(lang).items()
        ],
    }
    shared = (SITE / "settings.yml").read_text(encoding="utf-8").replace("theme:\n", f"theme:\n  language: {lang}\n")
    return shared + "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in own.items())


def build(lang: str, target: Path) -> None:
    """Build the site of a language. Raises SystemExit with what the generator said if it warned of anything."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        stage(folder / "pages", lang)
        lay_out_packages(folder / "code")
        (folder / "mkdocs.yml").write_text(settings(lang, folder), encoding="utf-8")
        command = [sys.executable, "-m", "zensical", "build", "--strict"]
        made = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace")
        if made.returncode != 0 or "Warning" in made.stdout + made.stderr:
            raise SystemExit(f"the site in {lang} was not built\n{made.stdout}{made.stderr}")
        shutil.copytree(folder / "site", target, dirs_exist_ok=True)


# --- what the generator does not check --------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a page of the site points to: anchors of its own, links, and files that a browser loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        given = dict(attrs)
        self.anchors |= {value for key in ("id", "name") if (value := given.get(key))}
        if tag == "a" and given.get("href"):
            self.links.add(given["href"] or "")
        if tag == "link" and "alternate" not in (given.get("rel") or "") and given.get("href"):
            self.loaded.add(given["href"] or "")
        if tag in ("script", "img", "iframe", "source") and given.get("src"):
            self.loaded.add(given["src"] or "")


def faults(site: Path) -> list[str]:
    """What is wrong in a built site: links that lead nowhere, and files that would come from the network."""
    parsed = {path.resolve(): Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    wrong = []
    for path, page in parsed.items():
        shown = path.relative_to(site.resolve()).as_posix()
        if path.name == "404.html" or "notebooks" in path.parts:
            continue
        wrong += [
            f"{shown} loads {target} from the network" for target in page.loaded if re.match(r"(https?:)?//", target)
        ]
        for target in page.links | page.loaded:
            if re.match(r"[a-z]+:|//", target):
                continue
            name, _, anchor = unquote(target).partition("#")
            there = (path.parent / name).resolve() if name else path
            if not there.is_file():
                wrong.append(f"{shown} leads to {target}, which is not there")
            elif anchor and there in parsed and anchor not in parsed[there].anchors | {"__comments"}:
                wrong.append(f"{shown} leads to {target}, which has no such heading")
    for path in site.rglob("*.css"):
        if found := re.search(r"(?:url\(|@import )[\"']?(?:https?:)?//", path.read_text(encoding="utf-8")):
            wrong.append(f"{path.relative_to(site)} loads {found[0]} from the network")
    return sorted(wrong)


def main(arguments: list[str] | None = None) -> None:
    """Build both sites."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "site", metavar="DIR", help="folder of the site (site)")
    target = parser.parse_args(arguments).out
    if any(importlib.util.find_spec(name) is None for name in ("zensical", "mkdocstrings_handlers")):
        raise SystemExit(NEEDED)
    if wrong := unlisted():
        raise SystemExit("\n".join(["the site was not built:", *wrong]))
    with tempfile.TemporaryDirectory() as place:
        site = Path(place) / "site"
        build("en", site)
        build("zh", site / "zh")
        if wrong := faults(site):
            raise SystemExit("\n".join(["the site was not built:", *wrong]))
        replace(site, target)
    print(f"The site is in {target}: open {target / 'index.html'} in a browser.")


def replace(site: Path, target: Path) -> None:
    """Put a site where an earlier one is, or nothing. Raises SystemExit if something else is there."""
    if target.exists() and not (target / "search.js").is_file() and any(target.iterdir()):
        raise SystemExit(f"{target} holds something other than a site; give another folder with --out")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(site, target)


if __name__ == "__main__":
    main()
