"""Scenario files that must be refused, and what the refusal must say. Shared with the tests of the command line."""

from __future__ import annotations

from typing import NamedTuple


class BadFile(NamedTuple):
    """A file (to be written as `scenario` + `suffix`) and fragments of the message that refuses it."""

    id: str
    content: bytes
    fragments: tuple[str, ...]
    suffix: str = ".toml"

    @property
    def filename(self) -> str:
        return f"scenario{self.suffix}"


HEAD = 'extends = "baseline"\ntitle = { en = "Bad", zh = "坏" }\n'


def _with(text: str, head: str = HEAD) -> bytes:
    return (head + text).encode()


def _parameter(line: str) -> bytes:
    return _with(f"[parameters]\n{line}\n")


def _policy(*lines: str) -> bytes:
    return _with("[[policy]]\n" + "\n".join(lines) + "\n")


BAD_FILES: list[BadFile] = [
    # --- not a scenario at all
    BadFile("empty", b"", ("empty", "title", "extends")),
    BadFile("blank", b" \n\t\n", ("empty",)),
    BadFile("only a comment", b"# nothing here\n", ("title is missing",)),
    BadFile("not TOML", b"this is : not TOML\n", ("not TOML", "line 1")),
    BadFile("curly quotes", _with("source = “统计年鉴”"), ("not TOML", "line 3", '“ is not "', "English keyboard")),
    BadFile("full-width braces", 'title = ｛ en = "Bad", zh = "坏" ｝\n'.encode(), ("not TOML", "｛ is not {")),
    BadFile("full-width colon in JSON", '{"title"： 1}'.encode(), ("not JSON", "： is not :"), ".json"),
    BadFile("full-width equal sign", _parameter("years ＝ 5"), ("not TOML", "＝ is not =")),
    BadFile("full-width brackets", _with("［parameters］\nyears = 5"), ("not TOML", "［ is not [")),
    BadFile("full-width comma", _with("clear = [\"policy\"，\"region\"]"), ("not TOML", "， is not ,")),
    BadFile("full-width digits", _parameter("years = ５"), ("not TOML", "５ is not 5")),
    BadFile("ideographic blank", _parameter("years =\u30005"), ("not TOML", "a blank")),
    BadFile("a key in Chinese", _parameter("挖人强度 = 0.5"), ("not TOML", "keys are in English", "poach (挖人强度)")),
    BadFile("not JSON", b'{"title": ', ("not JSON",), ".json"),
    BadFile("binary", bytes(range(256)), ("UTF-8",)),
    BadFile("UTF-16", HEAD.encode("utf-16"), ("UTF-8",)),
    BadFile("ten megabytes", _with("# " + "x" * 10_000_000), ("larger than", "kB")),
    BadFile("deeply nested list", _parameter("years = " + "[" * 5000 + "]" * 5000), ("nested too deeply",)),
    BadFile("deeply nested object", b'{"a":' * 50_000 + b"1" + b"}" * 50_000, ("nested too deeply",), ".json"),
    BadFile("endless dotted key", _with(".".join("a" * 400_000) + " = 1"), ("not TOML", "parts")),
    BadFile("endless number", _parameter("years = " + "9" * 10_000), ("not TOML", "digits")),
    BadFile("a list", b"[1, 2]", ("[1, 2]", "object"), ".json"),
    BadFile("a key twice", HEAD.encode() + b"clear = []\nclear = []\n", ("not TOML", "line 4")),
    BadFile("a JSON key twice", b'{"title": 1, "title": 2}', ("title", "twice"), ".json"),
    # --- keys and texts
    BadFile("no title", b'extends = "baseline"\n', ("title is missing", "en", "zh")),
    BadFile("no title", b'extends = "baseline"\ntitle = {}\n', ("title is empty",)),
    BadFile("title is a text", b'extends = "baseline"\ntitle = "Bad"\n', ("title = 'Bad'", "{ en =")),
    BadFile("control characters", _with('source = "\\u001b[31mred"'), ("source", "control character")),
    BadFile("half a surrogate", b'{"extends": "baseline", "title": {"en": "\\ud800", "zh": "x"}}',
            ("title.en", "control character"), ".json"),
    BadFile("unknown key", _with('sorce = "me"'), ("sorce = 'me'", "did you mean source")),
    BadFile("parameter outside its table", _with("monitoring = 0.5"), ("monitoring = 0.5", "[parameters]")),
    BadFile("instrument as a table", _with("[subsidy]\nper_trainee = 8.4"), ("subsidy", "[[policy]]")),
    # --- inheritance
    BadFile("no parent named", 'title = { en = "Bad", zh = "坏" }\n'.encode(), ("extends is missing", '"baseline"')),
    BadFile("unknown parent", _with("", HEAD.replace("baseline", "basline")),
            ("extends: 'basline'", "did you mean baseline")),
    BadFile("missing parent", _with("", HEAD.replace("baseline", "gone.toml")), ("gone.toml does not exist",)),
    BadFile("its own parent", _with("", HEAD.replace("baseline", "scenario.toml")),
            ("circle", "scenario.toml → scenario.toml")),
    BadFile("parent is a number", _with("", HEAD.replace('"baseline"', "3")), ("extends = 3",)),
    BadFile("clears what cannot be", _with('clear = ["parameters"]'),
            ("clear = ['parameters']", '["policy"]', '["region"]')),
    # --- parameters
    BadFile("unknown parameter", _parameter("monitering = 0.5"), ("monitering = 0.5", "did you mean monitoring")),
    BadFile("instrument as a parameter", _parameter("consortium_entity = 0.5"), ("consortium_entity", "[[policy]]")),
    BadFile("text for a number", _parameter('monitoring = "high"'), ("monitoring = 'high'", "from 0 to 1")),
    BadFile("true for a number", _parameter("monitoring = true"), ("monitoring = true", "from 0 to 1")),
    BadFile("table for a number", _parameter("monitoring = { a = 1 }"), ("monitoring", "from 0 to 1")),
    BadFile("date for a number", _parameter("years = 2024-01-01"), ("years", "whole number", "from 1 to 200")),
    BadFile("NaN", _parameter("monitoring = nan"), ("monitoring = nan", "finite")),
    BadFile("infinity", _parameter("gross = inf"), ("gross = inf", "finite")),
    BadFile("infinite budget", _parameter("budget = inf"), ("budget = inf", '"none"')),
    BadFile("overflow to infinity", _parameter("gross = 1e400"), ("gross = inf", "finite")),
    BadFile("JSON's NaN",
            b'{"extends": "baseline", "title": {"en": "a", "zh": "b"}, "parameters": {"gross": NaN}}',
            ("gross = nan", "finite"), ".json"),
    BadFile("above the bounds", _parameter("monitoring = 1.2"), ("monitoring = 1.2", "from 0 to 1")),
    BadFile("below the bounds", _parameter("years = 0"), ("years = 0", "from 1 to 200")),
    BadFile("half a year", _parameter("years = 2.5"), ("years = 2.5", "whole number")),
    BadFile("a number too large for a float", _parameter("gross = 0x1" + "0" * 5000), ("gross", "bits", "from 0")),
    BadFile("no such choice", _parameter('governance = "jont"'), ("governance = 'jont'", "did you mean joint")),
    BadFile("too few semesters", _parameter("w_3 = [0, 1]"), ("w_3", "2 numbers", "6")),
    BadFile("odd warm-up", _parameter("warm_up = 23"), ("warm_up = 23", "even")),
    BadFile("sizes upside down", _parameter("size_min = 900\nsize_max = 800"), ("size_min = 900", "size_max = 800")),
    BadFile("shares that do not add up", _parameter("field_shares = [0.28, 0.24, 0.20, 0.16, 0.11]"),
            ("field_shares", "0.99")),
    BadFile("fields without glamour", _parameter("field_shares = [0.5, 0.5]"), ("field_glamour", "2 fields", "5")),
    BadFile("two budgets", _parameter("budget = 100\nbudget_at_scale = 6000"), ("budget and budget_at_scale", "one")),
    BadFile("shock after the end", _parameter("years = 5\nshock_start = 6\nshock_years = 1"), ("shock_start = 6", "5")),
    # --- policies
    BadFile("policy with single brackets", _with("[policy]\nkind = 'subsidy'"), ("[[policy]]",)),
    BadFile("policy is a number", _with("policy = 3"), ("policy = 3", "[[policy]]")),
    BadFile("no kind", _policy("level = 0.5"), ("number 1", "kind is missing", "monitoring")),
    BadFile("unknown kind", _policy('kind = "subsidi"'), ("kind = 'subsidi'", "did you mean subsidy")),
    BadFile("kind in Chinese", _policy('kind = "补贴"'),
            ("kind = '补贴'", "did you mean subsidy (补贴)", "monitoring (监管)", "mandate_quota (指令与指标)")),
    BadFile("kind in other Chinese words", _policy('kind = "学徒制"'),
            ("did you mean apprenticeship (中国特色学徒制)",)),
    BadFile("kind in Chinese that is none", _policy('kind = "天气"'),
            ("kind = '天气' is no instrument; known: subsidy (补贴)",)),
    BadFile("kind that is none", _policy('kind = "weather"'), ("known: subsidy, tax_credit", "mandate_quota")),
    BadFile("kind as it is called", _policy('kind = "Mandate and quota"'), ("did you mean mandate_quota",)),
    BadFile("unknown field", _policy('kind = "subsidy"', "per_trainee = 1", "stat = 3"),
            ("subsidy: 'stat'", "did you mean start")),
    BadFile("no strength", _policy('kind = "monitoring"'), ("monitoring.level is missing", "from -1 to 1")),
    BadFile("true for a strength", _policy('kind = "subsidy"', "per_trainee = true"),
            ("subsidy.per_trainee = true", "from -112 to 112")),
    BadFile("NaN for a strength", _policy('kind = "subsidy"', "per_trainee = nan"), ("subsidy.per_trainee = nan",)),
    BadFile("too strong", _policy('kind = "monitoring"', "level = 7"), ("monitoring.level = 7", "from -1 to 1")),
    BadFile("half a start", _policy('kind = "monitoring"', "level = 0", "start = 2.5"), ("start = 2.5", "whole year")),
    BadFile("before the first year", _policy('kind = "monitoring"', "level = 0", "start = 0"), ("start = 0", "from 1")),
    BadFile("end before start", _policy('kind = "monitoring"', "level = 0", "start = 9", "end = 8"),
            ("end = 8", "start = 9")),
    BadFile("start beyond the horizon", _policy('kind = "monitoring"', "level = 0", "start = 21"),
            ("start = 21", "years = 20")),
    BadFile("less than no money", _policy('kind = "subsidy"', "per_trainee = -3", "start = 7"),
            ("subsidy = -0.2", "year 7", "from 0")),
    BadFile("schedule out of order", _policy('kind = "subsidy"', "per_trainee = 1", "schedule = [[5, 1], [3, 0]]"),
            ("schedule = [[5, 1.0], [3, 0.0]]", "in order")),
    BadFile("schedule and feedback",
            _policy('kind = "subsidy"', "per_trainee = 1", "schedule = [[5, 1]]",
                    'feedback = { metric = "formalism", target = 0.3, gain = 1 }'), ("schedule and feedback", "one")),
    BadFile("a policy without any strength", _policy('kind = "tax_credit"', "start = 2"),
            ("tax_credit: no strength", "rate, cap_per_worker")),
    BadFile("half a lead", _policy('kind = "monitoring"', "level = 0", "announced = 1.5"),
            ("monitoring.announced = 1.5", "whole number of years from 0 to 20")),
    BadFile("phased in backwards", _policy('kind = "monitoring"', "level = 0", "phase_in = -1"),
            ("monitoring.phase_in = -1", "from 0 to 50")),
    BadFile("a region instead of a list", _policy('kind = "monitoring"', "level = 0", "regions = 1"),
            ("monitoring.regions = 1", "a list of numbers")),
    BadFile("no region at all", _policy('kind = "monitoring"', "level = 0", "regions = []"), ("regions = []", "all")),
    BadFile("the same region twice", _policy('kind = "monitoring"', "level = 0", "regions = [1, 1]"),
            ("regions = [1, 1]", "each once")),
    BadFile("region nought", _policy('kind = "monitoring"', "level = 0", "regions = [0]"), ("[0]", "from 1 to 1000")),
    BadFile("a region that is not there", _policy('kind = "monitoring"', "level = 0", "regions = [2]"),
            ("number 1", "monitoring.regions names 2", "from 1 to 1")),
    BadFile("a region of thousands of digits",
            _policy('kind = "monitoring"', "level = 0", "regions = [0x1" + "0" * 5000 + "]"), ("regions", "bits")),
    BadFile("too much at the end of a phase-in", _policy('kind = "subsidy"', "per_trainee = 60", "phase_in = 3")
            + _policy('kind = "subsidy"', "per_trainee = 60", "end = 3").removeprefix(HEAD.encode()),
            ("subsidy = 122.8", "year 3")),
    BadFile("more relief than governance leaves",
            _with('[parameters]\ngovernance = "enterprise_led"\n[[policy]]\nkind = "mandate_quota"\nmandate = -0.25'),
            ("mandate = -0.05", "year 1")),
    # --- regions
    BadFile("region with single brackets", _with("[region]\nenterprises = 80"), ("region", "[[region]]")),
    BadFile("region is a number", _with("region = 3"), ("region = 3", "[[region]]")),
    BadFile("as many regions as none", _with("[[region]]\ncount = 0"), ("number 1: count = 0", "from 1 to 1000")),
    BadFile("half a region", _with("[[region]]\ncount = 1.5"), ("number 1: count = 1.5", "whole number")),
    BadFile("more regions than there can be", _with("[[region]]\ncount = 1000\n[[region]]"), ("more than 1000",)),
    BadFile("regions counted otherwise", _with("[parameters]\nregions = 3\n[[region]]\ncount = 2"),
            ("regions = 3", "describes 2", "as many")),
    BadFile("a horizon of its own", _with("[[region]]\n[[region]]\nyears = 3"),
            ("number 2: years = 3", "same in all regions", "[parameters]")),
    BadFile("unknown parameter of a region", _with("[[region]]\nsize_mediam = 30"),
            ("number 1: size_mediam = 30", "did you mean size_median")),
    BadFile("a misspelt number of regions", _with("[[region]]\ncuont = 3"),
            ("number 1: cuont = 3", "did you mean count")),
    BadFile("a region out of bounds", _with("[[region]]\n[[region]]\nmonitoring = 2"),
            ("number 2: monitoring = 2", "from 0 to 1")),
    BadFile("a region with fields of its own",
            _with("[[region]]\nfield_shares = [0.5, 0.5]\nfield_glamour = [0, 0]\n[[region]]"),
            ("number 1: field_shares", "same in all regions")),
    BadFile("a region whose fields do not add up", _with("[[region]]\nfield_shares = [0.3, 0.2, 0.2, 0.2, 0.2]"),
            ("number 1", "field_shares", "1.1")),
    BadFile("a region in which sizes are upside down", _with("[[region]]\n[[region]]\nsize_max = 2"),
            ("number 2", "size_min = 3", "size_max = 2")),
    BadFile("a region with less than no money",
            _with("[[region]]\n[[region]]\nsubsidy = 1\n[[policy]]\nkind = 'subsidy'\nper_trainee = -2.8"),
            ("number 2", "subsidy = -1.8", "year 1")),
    BadFile("a region with two budgets", _with("[parameters]\nbudget_at_scale = 6000\n[[region]]\nbudget = 100"),
            ("number 1", "budget and budget_at_scale")),
    BadFile("risk for other fields", _parameter("field_risk = [1, 2]"), ("field_risk", "2 values for 5 fields")),
    BadFile("bases for other fields", _parameter("base_field_weights = [1]"), ("base_field_weights", "1 values for 5")),
    BadFile("bases for no field", _parameter("base_field = 6"), ("base_field = 6", "0 (all) to 5")),
    BadFile("a community of no field", _parameter("community_field = 6"), ("community_field = 6", "0 (none) to 5")),
    BadFile("feedback on nothing known",
            _policy('kind = "subsidy"', "per_trainee = 1", 'feedback = { metric = "deep", target = 0.3, gain = 1 }'),
            ("metric", "'deep'", "deep_participation")),
]  # fmt: skip
