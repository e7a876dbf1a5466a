"""Draw the pictures of the READMEs anew: `python docs/draw_images.py`.

They are figures of `consortium run baseline --seeds 10` and of
`consortium compare baseline subsidy_only subsidy_monitored consortium_entity --seeds 10`, made smaller for the web.
"""

import tempfile
from pathlib import Path

from PIL import Image

from consortium import compare
from consortium.experiments.figures import draw_comparison, draw_run

HERE = Path(__file__).parent / "images"
ARMS = ("baseline", "subsidy_only", "subsidy_monitored", "consortium_entity")
WIDTH, COLOURS = 1200, 128


def main() -> None:
    """Write `<figure>.<language>.png` for both languages."""
    comparison = compare(*ARMS, seeds=10)
    told = {scenario.name: scenario for scenario in comparison.batch.scenarios}
    series, sizes = (
        {name: table[table["scenario"] == name] for name in ARMS} for table in (comparison.series, comparison.by_size)
    )
    HERE.mkdir(exist_ok=True)
    for lang in ("en", "zh"):
        with tempfile.TemporaryDirectory() as folder:
            drawn = draw_run(series["baseline"], told["baseline"], sizes["baseline"], folder, lang)
            drawn += draw_comparison(series, told, sizes, folder, lang)
            for path in drawn:
                if path.stem in ("hot_and_cold", "effects"):
                    with Image.open(path) as image:
                        size = (WIDTH, round(image.height * WIDTH / image.width))
                        small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
                    small.quantize(COLOURS).save(HERE / f"{path.stem}.{lang}.png", optimize=True)


if __name__ == "__main__":
    main()
