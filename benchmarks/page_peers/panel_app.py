"""The two-slider page in Panel: baseline beside reform in five worlds, deep participation over twenty years."""

import panel as pn
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure

from consortium.experiments.runs.annual import year_values
from consortium.experiments.runs.batch import run
from consortium.simulation.policies.instruments import Monitoring, Subsidy
from consortium.simulation.scenario import load_scenario

pn.extension()

BASE = load_scenario("baseline")


def curve(scenario):
    """Mean and 10–90 % of five worlds, by year."""
    years = year_values(run(scenario, 5).series)
    by_seed = years.pivot(index="year", columns="seed", values="deep_participation")
    return {
        "year": by_seed.index,
        "mean": by_seed.mean(axis=1),
        "low": by_seed.quantile(0.1, axis=1),
        "high": by_seed.quantile(0.9, axis=1),
    }


base = ColumnDataSource(curve(BASE))
reform = ColumnDataSource({name: [] for name in ("year", "mean", "low", "high")})
chart = figure(width=700, height=350)
for source, colour in ((base, "grey"), (reform, "blue")):
    chart.varea("year", "low", "high", source=source, fill_alpha=0.2, fill_color=colour)
    chart.line("year", "mean", source=source, color=colour)

subsidy = pn.widgets.FloatSlider(name="Subsidy", start=0, end=20, step=0.2, value=8.4)
checks = pn.widgets.FloatSlider(name="Monitoring", start=0, end=0.8, step=0.05, value=0.6)
runs = pn.pane.Markdown("run 0 done")


def redraw(*events):
    policies = (Subsidy(per_trainee=subsidy.value), Monitoring(level=checks.value))
    reform.data = curve(BASE.with_(policies=policies))
    runs.object = f"run {int(runs.object.split()[1]) + 1} done"


for widget in (subsidy, checks):
    widget.param.watch(redraw, "value")
redraw()
pn.Column(subsidy, checks, chart, runs).servable()
