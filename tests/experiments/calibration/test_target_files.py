"""Files of targets: what they mean, and one clear message for whatever is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from consortium.experiments.calibration.calibration import VALIDATION_SEEDS, CalibrationError
from consortium.experiments.calibration.measuring import check_groups
from consortium.experiments.calibration.targets.target_files import bundled_targets, load_calibration
from consortium.experiments.calibration.targets.template import template
from consortium.simulation.checking import Refused
from tests.experiments.calibration.town import RATES, TARGETS, written


def test_a_file_says_what_is_wanted_of_whom_when_and_how_well_it_is_known(tmp_path: Path) -> None:
    town = load_calibration(written(tmp_path))
    deep, retention, effect = town.targets
    assert (deep.value, deep.tolerance) == (pytest.approx(0.12), pytest.approx(0.04))  # per cent are shares
    assert (deep.first, deep.last) == (1, 3)  # the last five years of three
    assert (retention.first, retention.last, retention.source) == (2, 3, "made up")
    assert effect.effect
    assert effect.held_out
    assert [f.ends for f in town.factors] == [(-22.4, 2.8), (0.2, 0.75), (0, 1)]
    assert town.seeds == (7001, 7002, 7003)


BAD: dict[str, tuple[str, str, str]] = {
    "a key": ("points = 8", "point = 8", "point = 8 is no key of a file of targets; did you mean points?"),
    "a key of a target": (
        "tolerance = 4",
        "tolerence = 4",
        "[[target]] number 1: tolerence is no key of a target; did you mean tolerance?",
    ),
    "a metric": ('"retention"', '"retension"', "metric = 'retension' is no output; did you mean retention?"),
    "a metric in 中文": ('"retention"', '"留任率"', "did you mean retention (留任率)?"),
    "a unit": ('unit = "%"', 'unit = "k¥"', 'unit = \'k¥\' does not fit deep_participation; allowed: "share" or "%"'),
    "per cent without a unit": (
        "value = 0.4",
        "value = 40",
        'allowed for retention: from 0 to 1 (share); for per cent write unit = "%", or 0.4',
    ),
    "a year": (
        "years = [2, 3]",
        "years = [2, 4]",
        "years = [2, 4] is not within the 3 years of the base; allowed: a year from 1 to 3",
    ),
    "a year of the calendar": (
        "years = [2, 3]",
        "years = 2023",
        "years = 2023 is of the calendar, and the model counts from 1",
    ),
    "a class of size": (
        "years = [2, 3]",
        'who = "size > 500"',
        'who = \'size > 500\' is no class of size; allowed: "size < 10", "size 10-49"',
    ),
    "a field": (
        "years = [2, 3]",
        'who = "field 9"',
        "who = 'field 9': the base has 5 fields; allowed: numbers from 1 to 5",
    ),
    "a group": ("years = [2, 3]", 'who = "everyone"', 'who = \'everyone\'; allowed: "all", "size < 10"'),
    "a tolerance": ("tolerance = 0.08", "tolerance = 0", "tolerance = 0; allowed: above 0 (share)"),
    "a number": ("value = 0.4", 'value = "0.4"', "value = '0.4' is not a finite number"),
    "a parameter": (
        "r0 = [0.2, 0.75]",
        "net_maen = [0.2, 0.75]",
        "parameters.net_maen is no parameter; did you mean net_mean?",
    ),
    "a range": (
        "r0 = [0.2, 0.75]",
        "r0 = [0.75, 0.2]",
        "parameters.r0 goes from low = 0.75 to high = 0.2; allowed: low below high",
    ),
    "a bound": ("r0 = [0.2, 0.75]", "r0 = [0.2, 1.75]", "parameters.r0.high = 1.75 is out of bounds"),
    "a range that is not declared": (
        "r0 = [0.2, 0.75]",
        'q_ref = "plausible"',
        "parameters.q_ref declares no plausible range",
    ),
    "a word": ("r0 = [0.2, 0.75]", "r0 = 0.5", "parameters.r0 = 0.5 is no range"),
    "a scenario": ('"consortium_entity"', '"consortium_entiti"', "effect_of: 'consortium_entiti' is no scenario"),
    "the base": ('"town.toml"', '"twon.toml"', "did you mean town.toml?"),
    "seeds of validation": (
        '"7001-7003"',
        "[4999, 5001]",
        "seeds holds 5001, and 5001–5100 are kept for consortium validate; allowed: other seeds",
    ),
    "one seed": ('"7001-7003"', '"7001"', "seeds holds one seed; allowed: two or more"),
    "the cut-off": ("points = 8", "cutoff = 0", "cutoff = 0; allowed: a number of tolerances from 0.5 to 10"),
    "a target that stands twice": (
        '[[target]]\nmetric = "retention"\nyears = [2, 3]',
        '[[target]]\nmetric = "deep_participation"',
        "stands twice",
    ),
    "a parameter outside its table": (
        "points = 8",
        "r0 = 0.5",
        "r0 = 0.5 stands outside its table; allowed: r0 under [parameters]",
    ),
    "both kinds of scenario": (
        'effect_of = "consortium_entity"',
        'effect_of = "a"\nscenario = "b"',
        "scenario and effect_of are both given",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), BAD.values(), ids=[name.replace(" ", "-") for name in BAD])
def test_a_mistake_is_refused_with_what_is_allowed(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in TARGETS
    path = written(tmp_path, TARGETS.replace(old, new, 1))
    with pytest.raises(CalibrationError) as refused:
        load_calibration(path)
    message = str(refused.value)
    assert said in message
    assert message.startswith(str(path))
    assert "\n" not in message


def test_a_share_of_schools_by_class_of_enterprise_size_is_refused(tmp_path: Path) -> None:
    text = TARGETS.replace('metric = "retention"', 'metric = "school_participation"\nwho = "size < 10"')
    with pytest.raises(Refused, match="school_participation has no value for who = 'size < 10'; allowed"):
        check_groups(load_calibration(written(tmp_path, text)))


def test_all_targets_held_out_leave_nothing_to_fit_to(tmp_path: Path) -> None:
    text = TARGETS.replace("tolerance", "held_out = true\ntolerance").replace("held_out = true\n\n", "\n")
    text = text.removesuffix("held_out = true\n")
    with pytest.raises(CalibrationError, match="every target is held out"):
        load_calibration(written(tmp_path, text))


# --- a city's own rates -----------------------------------------------------------------------------------------------


def city(folder: Path, rates: str, **options: object) -> Path:
    written(folder)
    path = folder / "rates.csv"
    path.write_text(rates, encoding="utf-8")
    return path


def test_the_rates_of_a_city_are_targets_of_one_city_with_the_bundled_parameters(tmp_path: Path) -> None:
    path = city(tmp_path, RATES)
    calibration = load_calibration(path, base=str(tmp_path / "town.toml"))
    deep, retention = calibration.targets
    assert (deep.group.text, deep.value, deep.tolerance, deep.first) == ("size >= 250", 0.35, pytest.approx(0.08), 3)
    assert deep.one_city
    assert (retention.first, retention.last) == (2, 3)
    assert [f.key for f in calibration.factors] == [f.key for f in load_calibration("patterns").factors]


def test_semicolons_a_mark_of_utf8_and_calendar_years_are_understood(tmp_path: Path) -> None:
    rates = "\ufeff" + RATES.replace(",", ";").replace("2-3", "2022-2023").replace(";3;", ";2023;")
    path = city(tmp_path, rates)
    calibration = load_calibration(path, base=str(tmp_path / "town.toml"), first_year=2021)
    assert [(t.first, t.last) for t in calibration.targets] == [(3, 3), (2, 3)]


BAD_RATES = {
    "a metric": ("retention,", "retentoin,", "line 3: metric = 'retentoin' is no output; did you mean retention?"),
    "a unit": ("share", "%%", 'line 3: unit = \'%%\' does not fit retention; allowed: "share" or "%"'),
    "no unit": ("0.45,share", "0.45,", "line 3: unit is empty"),
    "a year": (",3,35", ",7,35", "line 2: years = '7' is not within the 3 years of the base"),
    "a calendar year": (",3,35", ",2023,35", "line 2: years = '2023' is of the calendar"),
    "a column": ("standard_error", "std_error", "line 1: 'std_error' is no column; did you mean standard_error?"),
    "a missing column": (",standard_error", ",source", "line 1: the column tolerance or standard_error is missing"),
    "a cell too many": ("%,8", "%,8,9", "line 2 has 7 cells; allowed: 6, as many as columns"),
    "a comma of another keyboard": ("metric,who", "metric，who", "line 1 holds the full-width sign ，"),
    "a number": ("0.45", "some", "line 3: value = 'some' is not a finite number"),
    "no rows": (RATES.partition("\n")[2], "", "no figure follows line 1"),
}


@pytest.mark.parametrize(("old", "new", "said"), BAD_RATES.values(), ids=[name.replace(" ", "-") for name in BAD_RATES])
def test_a_mistake_in_rates_is_refused_with_its_line(old: str, new: str, said: str, tmp_path: Path) -> None:
    path = city(tmp_path, RATES.replace(old, new, 1))
    with pytest.raises(CalibrationError) as refused:
        load_calibration(path, base=str(tmp_path / "town.toml"))
    assert said in str(refused.value)


# --- what comes with the model ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", bundled_targets())
def test_bundled_targets_have_sources_some_held_out_and_no_seed_of_validation(name: str) -> None:
    calibration = load_calibration(name)
    assert all(len(target.source) > 20 for target in calibration.targets)
    assert 0 < (~calibration.steering).sum() < len(calibration.targets) / 2 + 1
    assert not set(calibration.seeds) & set(VALIDATION_SEEDS)
    check_groups(calibration)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_template_can_be_used_as_it_is(lang: str, tmp_path: Path) -> None:
    path = tmp_path / "my_targets.toml"
    path.write_text(template(lang), encoding="utf-8")
    assert len(load_calibration(path).targets) == 4
