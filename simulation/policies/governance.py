"""Who leads the consortium, and what that sets: one table.

Documents differ on who should lead: the city's government with vertical authority (Li 2024 on citywide consortia), a
champion enterprise (Zhang 2025 on sector communities), funding by enterprises with platforms by government (Li & Zhao).
Under `supervised` a body above enterprises and schools makes one organisation of them: it assigns places and settles
disputes, at the price of what each decides alone (Li 2024: the optimal form). Qu & Li (2023) find the best outcome
where government leads weakly. The size of each effect is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..parameters import PARAMETERS


@dataclass(frozen=True, kw_only=True)
class Governance:
    """What a mode sets, on top of the parameters."""

    fee: float
    """Factor on the membership fee: enterprises that decide also pay (Li & Zhao: funding led by enterprises)."""
    government_bears: float
    """Share of the running cost that the government bears, less where fees carry more than the rest: who leads pays
    (Li 2024 on government, Li & Zhao on enterprises; half each assumed)."""
    voice: float
    """Added to the voice of enterprises: who leads sits in the committees (Zhang 2025: champion enterprises)."""
    autonomy: float
    """Factor on the cost of autonomy: what enterprises decide together takes less from each (assumed)."""
    mediation: float
    """Factor on the rate of disputes: one's own rules, or both sides at one table, prevent some (assumed)."""
    mandate: float
    """Added to the mandate on schools: an enterprise has no vertical authority over them (Li 2024)."""
    open_share: float
    """Added to the share of places that are open to students of any school: a supervisory body assigns (assumed)."""


GOVERNANCE: dict[str, Governance] = {
    "government_led": Governance(
        fee=1.0, government_bears=1.0, voice=0.0, autonomy=1.0, mediation=1.0, mandate=0.0, open_share=0.0
    ),
    "enterprise_led": Governance(
        fee=2.0, government_bears=0.0, voice=0.4, autonomy=0.5, mediation=0.8, mandate=-0.10, open_share=0.0
    ),
    "joint": Governance(
        fee=1.3, government_bears=0.5, voice=0.2, autonomy=0.8, mediation=0.7, mandate=0.0, open_share=0.0
    ),
    "supervised": Governance(
        fee=1.0, government_bears=1.0, voice=0.0, autonomy=3.0, mediation=0.4, mandate=0.10, open_share=0.4
    ),
}
"""By the choices of the parameter `governance`; government-led is what the start values were found with."""


def governed(parameters: Mapping[str, Any]) -> dict[str, float]:
    """Standing values after the governance mode of a region, each within the bounds of its parameter."""
    mode = GOVERNANCE[parameters["governance"]]
    values = {
        "fee": parameters["fee"] * mode.fee,
        "voice": parameters["voice"] + mode.voice,
        "autonomy_cost": parameters["autonomy_cost"] * mode.autonomy,
        "dispute_rate": parameters["dispute_rate"] * mode.mediation,
        "mandate": parameters["mandate"] + mode.mandate,
        "open_share": parameters["open_share"] + mode.open_share,
    }
    within = {name: min(max(value, PARAMETERS[name].low), PARAMETERS[name].high) for name, value in values.items()}
    return {**within, "government_bears": mode.government_bears}
