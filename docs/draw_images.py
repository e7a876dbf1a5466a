"""Draw the pictures of the READMEs and guides anew: `python docs/draw_images.py`.

They are figures of `consortium run baseline --seeds 10`, of
`consortium compare baseline subsidy_only subsidy_monitored consortium_entity --seeds 10` and of
`consortium sweep subsidy_monitoring`, made smaller for the web, and the figure of `docs/conclusions.md` from the tables
beside it. `draw_screenshots.py` takes those of the page.
"""

import tempfile
from pathlib import Path

import pandas as pd
from PIL import Image

from consortium import compare, results
from consortium.experiments.figures import draw_comparison, draw_run, draw_sweep
from consortium.experiments.figures.conclusions.drawing import draw_conclusions
from consortium.experiments.sweeps.design.design import load_design
from consortium.experiments.sweeps.execution.driver import sweep
from consortium.experiments.validation.conclusions.measuring import README_CONCLUSIONS
from consortium.experiments.validation.conclusions.page import EFFECTS, TABLE

HERE = Path(__file__).parent / "images"
ARMS = ("baseline", "subsidy_only", "subsidy_monitored", "consortium_entity")
KEPT = {
    "hot_and_cold": "hot_and_cold",
    "effects": "effects",
    "heat_map_deep_participation": "heat_map",
    "conclusions": "conclusions",
}
"""Figures that become pictures, and under which names."""
WIDTH, COLOURS = 1200, 128
SMALLER = {"conclusions": (900, 16)}
"""Pixels across and colours; fewer for a picture with many small marks."""


def main() -> None:
    """Write `<figure>.<language>.png` for both languages."""
    HERE.mkdir(exist_ok=True)
    draw_arms()
    draw_grid()
    draw_what_can_be_concluded()


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


def draw_what_can_be_concluded() -> None:
    """The picture of the conclusions in wide ranges."""
    table, effects = pd.read_csv(TABLE), pd.read_csv(EFFECTS)
    signs = {title: hypothesis.sign for title, (_, hypothesis) in README_CONCLUSIONS.items()}
    for lang in ("en", "zh"):
        titles = {title: title if lang == "en" else zh for title, (zh, _) in README_CONCLUSIONS.items()}
        with tempfile.TemporaryDirectory() as folder:
            keep(draw_conclusions(table, effects, titles, signs, Path(folder), lang), lang)


def keep(drawn: list[Path], lang: str) -> None:
    """Make the pictures of some figures, smaller."""
    for path in drawn:
        if path.stem in KEPT:
            with Image.open(path) as image:
                width, colours = SMALLER.get(path.stem, (WIDTH, COLOURS))
                size = (width, round(image.height * width / image.width))
                small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
            small.quantize(colours).save(HERE / f"{KEPT[path.stem]}.{lang}.png", optimize=True)


if __name__ == "__main__":
    main()
