"""The two-slider page in Mesa's SolaraViz: a new model at each change of a slider, run to its horizon, and its plot."""

import solara
from matplotlib.figure import Figure
from mesa.visualization import Slider, SolaraViz

from consortium import ConsortiumModel
from consortium.experiments.runs.annual import year_values
from consortium.experiments.runs.batch import run
from consortium.simulation.policies.instruments import Monitoring, Subsidy
from consortium.simulation.scenario import load_scenario

BASE = load_scenario("baseline")
COUNT = {"runs": 0}


def curve(scenario):
    """Mean and 10–90 % of five worlds, by year."""
    years = year_values(run(scenario, 5).series)
    by_seed = years.pivot(index="year", columns="seed", values="deep_participation")
    return by_seed.index, by_seed.mean(axis=1), by_seed.quantile(0.1, axis=1), by_seed.quantile(0.9, axis=1)


BEFORE = curve(BASE)


class TwoSliders(ConsortiumModel):
    """The model with two numbers as its parameters, which is what SolaraViz can move."""

    def __init__(self, subsidy=8.4, monitoring=0.6, rng=1):
        self.reform = BASE.with_(policies=(Subsidy(per_trainee=float(subsidy)), Monitoring(level=float(monitoring))))
        super().__init__(self.reform, rng=1)


def chart(model):
    figure = Figure(figsize=(7, 3.5))
    ax = figure.subplots()
    for (years, mean, low, high), colour in ((BEFORE, "grey"), (curve(model.reform), "blue")):
        ax.fill_between(years, low, high, color=colour, alpha=0.2)
        ax.plot(years, mean, color=colour)
    COUNT["runs"] += 1
    with solara.Column():
        solara.FigureMatplotlib(figure)
        solara.Text(f"run {COUNT['runs']} done")


@solara.component
def Chart(model):
    chart(model)


@solara.component
def Page():
    model = solara.use_memo(TwoSliders, [])
    SolaraViz(
        model,
        components=[Chart],
        model_params={
            "subsidy": Slider("Subsidy", 8.4, 0, 20, 0.2),
            "monitoring": Slider("Monitoring", 0.6, 0, 0.8, 0.05),
        },
    )
