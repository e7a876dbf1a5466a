"""Why one enterprise of the city does what it does: the terms of its choice in baseline and reform.

explained(baseline, reform, seed=1, year=20, enterprise=17)
"""

from __future__ import annotations

from typing import Any

from ...experiments.explanation import reasons
from ...experiments.explanation.account import Explanation, explain
from ...experiments.explanation.watching import View, look
from ...experiments.figures.choice import terms
from ...simulation.scenario import Scenario
from .answers import LANGS, Kept, json_number

__all__ = ["Explanations", "as_tables"]

MOST_VIEWS = 12
"""Years of a world that are kept, some half a megabyte each."""


class Explanations:
    """Explanations of choices; years that were looked at are kept, so that a second tap is answered at once."""

    def __init__(self) -> None:
        self._views: Kept[View] = Kept(MOST_VIEWS)

    def of(self, base: Scenario, reform: Scenario | None, seed: int, year: int, enterprise: int) -> dict[str, Any]:
        """What an enterprise (from 1) weighed in a year of a world. Raises Refused for one that is not there."""
        arms = [base] if reform is None else [base, reform]
        views = [self._views.get((arm, seed, year), lambda arm=arm: look(arm, seed, year)) for arm in arms]
        return as_tables(explain(views, enterprise))


def as_tables(explanation: Explanation) -> dict[str, Any]:
    """An explanation as the page has it.

    `bars` are the terms of one depth (the one that tells most) by name with a value for each arm, k¥ per place;
    `worths` what each depth is worth in all; `sentence` what it did and why.
    """
    arms = explanation.arms
    i = reasons.telling(arms)
    choices = [arm.choices[i] for arm in arms]
    depth = reasons.telling_depth(arms, i)
    bars = {lang: terms.bars_of(choices, depth, lang) for lang in LANGS}
    return {
        "enterprise": explanation.enterprise,
        "field": explanation.field,
        "workers": round(explanation.size),
        "year": explanation.year,
        "season": ("autumn", "spring")[i],
        "depth": depth,
        "bars": [
            {"en": en, "zh": zh, "values": [json_number(row[en]) for row in bars["en"]]}
            for en, zh in zip(bars["en"][0], bars["zh"][0], strict=True)
        ],
        "worths": [
            {"depth": each, "values": [json_number(choice.weighed.worth(each)) for choice in choices]}
            for each in terms.DEPTHS
        ],
        "arms": [
            {
                "title": dict(arm.scenario.title),
                "depth": arm.depth,
                "chance": json_number(choice.weighed.chances[depth]),
                "did": {lang: terms.did_said(choice, lang) for lang in LANGS},
            }
            for arm, choice in zip(arms, choices, strict=True)
        ],
        "sentence": {lang: reasons.sentence(explanation, len(arms) - 1, lang) for lang in LANGS},
    }
