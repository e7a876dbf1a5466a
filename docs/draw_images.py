"""Draw the pictures of the READMEs and guides anew: `python docs/draw_images.py`.

They are figures of `consortium run baseline --seeds 10`, of
`consortium compare baseline subsidy_only subsidy_monitored consortium_entity --seeds 10` and of
`consortium sweep subsidy_monitoring`, made smaller for the web, and a step of the lesson of `consortium classroom`,
as Chromium shows it.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from consortium import compare, results
from consortium.experiments.figures import draw_comparison, draw_run, draw_sweep
from consortium.experiments.sweeps.design.design import load_design
from consortium.experiments.sweeps.execution.driver import sweep

HERE = Path(__file__).parent / "images"
ARMS = ("baseline", "subsidy_only", "subsidy_monitored", "consortium_entity")
KEPT = {"hot_and_cold": "hot_and_cold", "effects": "effects", "heat_map_deep_participation": "heat_map"}
"""Figures that become pictures, and under which names."""
WIDTH, COLOURS = 1200, 128


def main() -> None:
    """Write `<figure>.<language>.png` for both languages."""
    HERE.mkdir(exist_ok=True)
    draw_arms()
    draw_grid()
    draw_lesson()


def draw_arms() -> None:
    """The pictures of the run and the comparison."""
    comparison = compare(*ARMS, seeds=10)
    scenarios = {scenario.name: scenario for scenario in comparison.batch.scenarios}
    series, sizes = (
        {name: table[table["scenario"] == name] for name in ARMS} for table in (comparison.series, comparison.by_size)
    )
    for lang in ("en", "zh"):
        with tempfile.TemporaryDirectory() as folder:
            drawn = draw_run(series["baseline"], scenarios["baseline"], sizes["baseline"], folder, lang)
            keep(drawn + draw_comparison(series, scenarios, sizes, folder, lang), lang)


def draw_grid() -> None:
    """The picture of the sweep."""
    design = load_design("subsidy_monitoring")
    with tempfile.TemporaryDirectory() as folder:
        sweep(design, Path(folder) / "data")
        runs = results(Path(folder) / "data")
        for lang in ("en", "zh"):
            keep(draw_sweep(runs, design, folder, lang, metrics=["deep_participation"]), lang)


def draw_lesson() -> None:
    """The picture of the lesson: who joined because of a subsidy."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    command = [sys.executable, "-u", "-m", "consortium", "classroom", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        assert server.stdout is not None
        address = next(filter(None, (re.search(r"http://[\w.:]+/", line) for line in server.stdout))).group()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        for lang in ("en", "zh"):
            page.goto("about:blank")
            page.goto(f"{address}lesson#step=4&setting=20000&lang={lang}")
            page.wait_for_selector("canvas.city")
            page.wait_for_function("() => !document.querySelector('.loading, .pending')")
            path = HERE / f"lesson.{lang}.png"
            page.screenshot(path=path)
            with Image.open(path) as image:
                image.convert("RGB").quantize(COLOURS).save(path, optimize=True)
        browser.close()
        server.terminate()


def keep(drawn: list[Path], lang: str) -> None:
    """Make the pictures of some figures, smaller."""
    for path in drawn:
        if path.stem in KEPT:
            with Image.open(path) as image:
                size = (WIDTH, round(image.height * WIDTH / image.width))
                small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
            small.quantize(COLOURS).save(HERE / f"{KEPT[path.stem]}.{lang}.png", optimize=True)


if __name__ == "__main__":
    main()
