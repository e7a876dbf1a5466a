"""Who leads the consortium, and what that sets: one table.

Documents differ on who should lead: the city's government with vertical authority (Li 2024 on citywide consortia), a
champion enterprise (Zhang 2025 on sector communities), funding by enterprises with platforms by government (Li & Zhao).
Qu & Li (2023) find the best outcome where government leads weakly. The size of each effect is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Governance:
    """What a mode sets, on top of the parameters."""

    fee: float
    """Factor on the membership fee: whoever pays decides."""
    government_bears: float
    """Share of the running cost that the government bears, less where fees carry more than the rest."""
    voice: float
    """Added to the voice of enterprises."""
    autonomy: float
    """Factor on the cost of autonomy lost to joint decisions: smaller where enterprises decide."""
    mediation: float
    """Factor on the rate of disputes."""
    mandate: float
    """Added to the mandate on schools: weaker where government does not lead."""


GOVERNANCE: dict[str, Governance] = {
    "government_led": Governance(1.0, 1.0, 0.0, 1.0, 1.0, 0.0),
    "enterprise_led": Governance(2.0, 0.0, 0.4, 0.5, 0.8, -0.10),
    "joint": Governance(1.3, 0.5, 0.2, 0.8, 0.7, 0.0),
}
"""By the choices of the parameter `governance`; government-led is what the start values were found with."""


def governed(parameters: Mapping[str, Any]) -> dict[str, float]:
    """Standing values after the governance mode of a region."""
    mode = GOVERNANCE[parameters["governance"]]
    return {
        "fee": parameters["fee"] * mode.fee,
        "government_bears": mode.government_bears,
        "voice": min(1.0, max(0.0, parameters["voice"] + mode.voice)),
        "autonomy_cost": parameters["autonomy_cost"] * mode.autonomy,
        "dispute_rate": parameters["dispute_rate"] * mode.mediation,
        "mandate": max(0.0, parameters["mandate"] + mode.mandate),
    }
