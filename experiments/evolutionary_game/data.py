"""The tables that `consortium game` leaves, by the name of their file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .side_by_side import SideBySide
from .wording import payoff_rows

__all__ = ["tables"]


def tables(found: SideBySide) -> dict[str, pd.DataFrame]:
    """Payoffs, the prediction beside the model, responses to subsidy, paths and steps; numbers as they are."""
    return {
        "payoffs.csv": _payoffs(found),
        "side_by_side.csv": _side_by_side(found),
        "response.csv": found.response,
        "paths.csv": _paths(found),
        "steps.csv": found.departures,
    }


def _payoffs(found: SideBySide) -> pd.DataFrame:
    """Symbol, value, unit and meaning of every payoff."""
    payoffs = found.prediction.mapped.payoffs
    rows = []
    for symbol, name, _, meaning in payoff_rows(found, "en"):
        value = payoffs.threshold_subsidy if symbol == "S_e*" else getattr(payoffs, symbol.replace("ρ", "rho"))
        unit = "share" if symbol == "ρ" else "utility" if symbol.endswith("_s") else "k¥ per place"
        rows.append((symbol, float(value), unit, name, meaning))
    return pd.DataFrame(rows, columns=["symbol", "value", "unit", "payoff", "meaning"])


def _side_by_side(found: SideBySide) -> pd.DataFrame:
    """Every quantity in the game and in the model, with the range over seeds."""
    p = found.prediction
    rows: list[tuple[str, float, float, float, float]] = []
    for name, game, model in (
        ("with_support", found.game_kept, found.kept),
        ("support_removed", found.game_removed, found.removed),
    ):
        rows.append((f"school_participation_{name}", found.schools(game), found.schools(model), np.nan, np.nan))
        rows.append((f"deep_participation_{name}", found.deep(game), found.deep(model), *found.deep_range(model)))
    nothing = (np.nan, np.nan, np.nan)
    rows += [
        ("long_run_deep_with_support", float(p.with_support[1]), *nothing),
        ("long_run_deep_without_support", float(p.without_support[1]), *nothing),
        ("subsidy_needed", p.needed, *nothing),
        ("subsidy_in_force", p.present, p.present, np.nan, np.nan),
        ("cooperative_starts", p.cooperative, *nothing),
        ("half_years_from_5_to_95_percent", p.half_years, *nothing),
        ("public_cost_per_place", p.mapped.public_cost, *nothing),
    ]
    return pd.DataFrame(rows, columns=["quantity", "game", "model", "low", "high"])


def _paths(found: SideBySide) -> pd.DataFrame:
    """Shares by tick, for the game and every seed of the model, with support and with support removed."""
    parts = []
    for support, game, model in (
        ("kept", found.game_kept, found.kept),
        ("removed", found.game_removed, found.removed),
    ):
        for who, path in (("game", game), *((str(seed), model[i]) for i, seed in enumerate(found.seeds))):
            parts.append(
                pd.DataFrame(
                    {
                        "support": support,
                        "world": who,
                        "tick": np.arange(len(path)),
                        "school_participation": path[:, 0],
                        "deep_participation": path[:, 1],
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)
