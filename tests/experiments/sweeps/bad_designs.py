"""Design files that must be refused, and what the refusal must say. Shared with the tests of the command line."""

from __future__ import annotations

from typing import NamedTuple


class BadDesign(NamedTuple):
    """A file (to be written as `design.toml`, with `table` beside it as `points.csv`) and fragments of its refusal."""

    id: str
    content: bytes
    fragments: tuple[str, ...]
    table: bytes | None = None


HEAD = 'base = "baseline"\ndesign = "factorial"\nseeds = 2\n'
FACTOR = '"parameters.monitoring" = [0, 0.5]\n'


def _with(text: str, head: str = HEAD) -> bytes:
    return (head + text).encode()


def _factors(*lines: str, head: str = HEAD) -> bytes:
    return _with("[factors]\n" + "\n".join(lines) + "\n", head)


def _kind(kind: str, settings: str = "", factors: str = '"parameters.monitoring" = { low = 0, high = 1 }') -> bytes:
    return f'base = "baseline"\ndesign = "{kind}"\nseeds = 2\n{settings}\n[factors]\n{factors}\n'.encode()


def _table(id: str, table: str | bytes | None, *fragments: str) -> BadDesign:
    content = b'base = "baseline"\ndesign = "table"\nseeds = 2\nfile = "points.csv"\n'
    return BadDesign(id, content, ("points.csv", *fragments), table.encode() if isinstance(table, str) else table)


SUBSIDY = '[[policy]]\nkind = "subsidy"\nper_trainee = 1\n'

BAD_DESIGNS: list[BadDesign] = [
    # --- not a design at all
    BadDesign("empty", b"", ("empty", "a design file")),
    BadDesign("only a comment", b"# nothing here\n", ("base is missing", '"factorial"')),
    BadDesign("not TOML", b"this is : not TOML\n", ("not TOML", "line 1")),
    BadDesign("binary", bytes(range(256)), ("UTF-8",)),
    BadDesign("UTF-16", HEAD.encode("utf-16"), ("UTF-8",)),
    BadDesign("ten megabytes", _with("# " + "x" * 10_000_000), ("larger than", "kB")),
    BadDesign("deeply nested", _factors("x = " + "[" * 5000 + "]" * 5000), ("nested too deeply",)),
    BadDesign("endless dotted key", _factors(".".join("a" * 400_000) + " = 1"), ("not TOML", "parts")),
    BadDesign("endless number", _factors('"parameters.monitoring" = [' + "9" * 10_000 + "]"), ("not TOML", "digits")),
    BadDesign("a key twice", _with("seeds = 3\n"), ("not TOML", "line 4")),
    # --- keys and texts
    BadDesign("unknown key", _with("see = 3\n"), ("see = 3", "did you mean seeds")),
    BadDesign("unknown word for a setting", _kind("morris", "trajectory = 4"), ("did you mean trajectories",)),
    BadDesign("setting of another kind", _with("trajectories = 4\n[factors]\n" + FACTOR),
              ("trajectories = 4", "design = morris")),
    BadDesign("parameter outside its table", _with("years = 4\n[factors]\n" + FACTOR), ("years = 4", "[parameters]")),
    BadDesign("no title", _with("title = {}\n[factors]\n" + FACTOR), ("title is empty",)),
    BadDesign("control characters", _with('source = "\\u001b[31mred"\n'), ("source", "control character")),
    # --- base, kind, seeds
    BadDesign("no base", b'design = "factorial"\nseeds = 2\n', ("base is missing",)),
    BadDesign("unknown base", _factors(FACTOR, head=HEAD.replace("baseline", "basline")),
              ("base: 'basline'", "did you mean baseline")),
    BadDesign("missing base", _factors(FACTOR, head=HEAD.replace("baseline", "gone.toml")),
              ("base:", "gone.toml does not exist")),
    BadDesign("base is a number", _factors(FACTOR, head=HEAD.replace('"baseline"', "3")), ("base = 3", "a text")),
    BadDesign("a design as base", _factors(FACTOR, head=HEAD.replace("baseline", "design.toml")),
              ("base:", "base = 'design.toml' is no key of a scenario")),
    BadDesign("no kind", b'base = "baseline"\nseeds = 2\n', ("design is missing",)),
    BadDesign("unknown kind", _kind("latin_hypercubes", "points = 8"), ("did you mean latin_hypercube",)),
    BadDesign("kind is a list", _with("").replace(b'"factorial"', b'["factorial"]'), ("design = ['factorial']",)),
    BadDesign("no seeds", b'base = "baseline"\ndesign = "factorial"\n', ("seeds is missing",)),
    *(BadDesign(f"seeds = {seeds}", HEAD.replace("= 2", f"= {seeds}").encode(), (f"seeds = {said}", "from 1", "list"))
      for seeds, said in [("0", "0"), ("-3", "-3"), ("2.0", "2.0"), ("true", "true"), ('"3"', "'3'"), ("[]", "[]"),
                          ("[1, 2.5]", "[1, 2.5]"), ("[-1]", "[-1]"), ("[true]", "[true]"), ("1000000000", "10000"),
                          ("[0xffffffffffffffff]", "[a whole number of 64 bits]"), ("{ from = 1 }", "{'from': 1}")]),
    BadDesign("a seed twice", HEAD.replace("= 2", "= [4, 5, 4]").encode(), ("seeds holds 4 twice",)),
    # --- parameters and policies of its own
    BadDesign("unknown parameter", _with("[parameters]\nyeers = 5\n"), ("yeers = 5", "did you mean years")),
    BadDesign("unknown policy", _with('[[policy]]\nkind = "subsidi"\n'), ("number 1", "did you mean subsidy")),
    BadDesign("policy with single brackets", _with('[policy]\nkind = "subsidy"\n'), ("[[policy]]",)),
    BadDesign("a policy beyond the horizon",
              _with("[factors]\n" + FACTOR + SUBSIDY + "start = 7\n[parameters]\nyears = 5\n"),
              ("subsidy.start = 7", "years = 5")),
    # --- which factors
    BadDesign("no factors", HEAD.encode(), ("factors is missing", "parameters.monitoring")),
    BadDesign("empty factors", _factors(), ("factors is empty",)),
    BadDesign("factors is a list", _with('factors = ["parameters.monitoring"]\n'), ("factors = [", "not a table")),
    BadDesign("unknown factor", _factors('"parameters.monitering" = [0, 1]'),
              ("parameters.monitering is no factor", "did you mean parameters.monitoring")),
    BadDesign("bare name", _factors("monitoring = [0, 1]"), ("monitoring is no factor", "parameters.NAME")),
    BadDesign("hostile key", _factors('"parameters.\\u001b[31m" = [0, 1]'), ("\\x1b", "no factor")),
    BadDesign("empty key", _factors('"" = [0, 1]'), ("'' is no factor",)),
    BadDesign("the same factor twice", _factors(FACTOR, "parameters.monitoring = [0, 1]"),
              ("'parameters.monitoring' stands twice",)),
    BadDesign("a list of numbers as a factor", _factors('"parameters.field_shares" = [[1], [2]]'),
              ("field_shares is a list",)),
    BadDesign("a policy that is not there", _factors('"policy.subsidy.per_trainee" = [0, 1]'),
              ("policy.subsidy.per_trainee", "neither base nor design", 'kind = "subsidy"')),
    BadDesign("no such instrument", _factors('"policy.subsidi.per_trainee" = [0, 1]'),
              ("subsidi is no instrument", "did you mean subsidy")),
    BadDesign("no such field", _with("[factors]\n\"policy.subsidy.per_traineee\" = [0, 1]\n" + SUBSIDY),
              ("per_traineee is no number of subsidy", "did you mean per_trainee")),
    BadDesign("a field that is no number", _with("[factors]\n\"policy.subsidy.kind\" = [0, 1]\n" + SUBSIDY),
              ("kind is no number of subsidy",)),
    BadDesign("two policies of a kind", _with("[factors]\n\"policy.subsidy.per_trainee\" = [0, 1]\n" + SUBSIDY * 2),
              ("2 policies of this kind",)),
    # --- their values
    BadDesign("a bare number", _factors('"parameters.monitoring" = 0.5'), ("= 0.5 is neither", "low = ")),
    BadDesign("empty list", _factors('"parameters.monitoring" = []'), ("monitoring = []", "at least one")),
    BadDesign("a value twice", _factors('"parameters.monitoring" = [0, 0.5, 0.0]'), ("holds 0.0 twice",)),
    BadDesign("out of bounds", _factors('"parameters.monitoring" = [0, 1.5]'), ("1.5", "from 0 to 1")),
    BadDesign("NaN", _factors('"parameters.monitoring" = [0, nan]'), ("nan", "finite")),
    BadDesign("infinity", _factors('"parameters.gross" = { low = 0, high = inf }'), ("gross.high = inf", "finite")),
    BadDesign("true", _factors('"parameters.monitoring" = [true, false]'), ("true", "from 0 to 1")),
    BadDesign("a text for a number", _factors('"parameters.monitoring" = ["low", "high"]'), ("'low'", "from 0 to 1")),
    BadDesign("half a person", _factors('"parameters.intake" = [30, 30.5]'), ("30.5", "whole number")),
    BadDesign("no such word", _factors('"parameters.governance" = ["joint", "jont"]'), ("did you mean joint",)),
    BadDesign("a range of words", _factors('"parameters.governance" = { low = 0, high = 2, levels = 3 }'),
              ("governance is a choice", "a list", '"joint"')),
    BadDesign("a list of lists", _factors('"parameters.monitoring" = [[0, 1]]'), ("[0, 1]", "from 0 to 1")),
    BadDesign("a strength out of bounds", _with("[factors]\n\"policy.subsidy.per_trainee\" = [0, 113]\n" + SUBSIDY),
              ("policy.subsidy.per_trainee = 113", "from -112 to 112")),
    BadDesign("half a year", _with("[factors]\n\"policy.subsidy.start\" = [1, 2.5]\n" + SUBSIDY),
              ("policy.subsidy.start = 2.5", "whole number from 1 to 1000")),
    # --- their ranges
    BadDesign("no high", _factors('"parameters.monitoring" = { low = 0, levels = 3 }'),
              ("monitoring.high is missing",)),
    BadDesign("empty range", _factors('"parameters.monitoring" = { low = 0.5, high = 0.5, levels = 3 }'),
              ("low = 0.5 to high = 0.5", "low below high")),
    BadDesign("range upside down", _factors('"parameters.monitoring" = { low = 0.9, high = 0.1, levels = 3 }'),
              ("low = 0.9 to high = 0.1",)),
    BadDesign("range out of bounds", _factors('"parameters.monitoring" = { low = -1, high = 1, levels = 3 }'),
              ("monitoring.low = -1", "from 0 to 1")),
    BadDesign("text for an end", _factors('"parameters.budget" = { low = 1, high = "none", levels = 3 }'),
              ("budget.high = 'none'", "finite number")),
    BadDesign("one level", _factors('"parameters.monitoring" = { low = 0, high = 1, levels = 1 }'),
              ("monitoring.levels = 1", "from 2")),
    BadDesign("half a level", _factors('"parameters.monitoring" = { low = 0, high = 1, levels = 2.5 }'),
              ("monitoring.levels = 2.5", "whole number")),
    BadDesign("a billion levels", _factors('"parameters.monitoring" = { low = 0, high = 1, levels = 1000000000 }'),
              ("monitoring.levels = 1000000000", "to 10000")),
    BadDesign("more levels than whole numbers",
              _factors('"parameters.applications" = { low = 1, high = 4, levels = 5 }'),
              ("applications.levels = 5", "twice", "fewer levels")),
    BadDesign("no levels", _factors('"parameters.monitoring" = { low = 0, high = 1 }'),
              ("monitoring.levels is missing", "levels = 5")),
    BadDesign("log of zero", _factors('"parameters.gross" = { low = 0, high = 50, levels = 3, scale = "log" }'),
              ("gross.low = 0 has no logarithm", "above 0")),
    BadDesign("log of a negative",
              _factors('"parameters.net_mean" = { low = -20, high = 50, levels = 3, scale = "log" }'),
              ("net_mean.low = -20 has no logarithm",)),
    BadDesign("unknown scale", _factors('"parameters.gross" = { low = 1, high = 9, levels = 3, scale = "lgo" }'),
              ("gross.scale = 'lgo'", "did you mean log")),
    BadDesign("scale is a number", _factors('"parameters.gross" = { low = 1, high = 9, levels = 3, scale = 10 }'),
              ("gross.scale = 10", '"linear" or "log"')),
    BadDesign("unknown key of a range", _factors('"parameters.gross" = { low = 1, hihg = 9, levels = 3 }'),
              ("gross.hihg", "did you mean high")),
    # --- all parameters at once
    BadDesign("all parameters of a word", _kind("morris", "trajectories = 4", '"parameters.*" = "all"'),
              ("parameters.* = 'all'", "around = 0.3")),
    BadDesign("around nothing", _kind("morris", "trajectories = 4", '"parameters.*" = { around = 0 }'),
              ("around = 0", "above 0")),
    BadDesign("around too much", _kind("morris", "trajectories = 4", '"parameters.*" = { around = 1.5 }'),
              ("around = 1.5", "at most 1")),
    BadDesign("unknown key of all", _kind("morris", "trajectories = 4", '"parameters.*" = { arround = 0.3 }'),
              ("'arround'", "did you mean around")),
    BadDesign("a grid of all parameters", _factors('"parameters.*" = { levels = 3 }'),
              ("some 10^", "allowed: at most")),
    # --- settings of kinds
    BadDesign("no points", _kind("latin_hypercube"), ("points is missing", '"latin_hypercube"')),
    BadDesign("one point", _kind("latin_hypercube", "points = 1"), ("points = 1", "from 2")),
    BadDesign("points is a text", _kind("latin_hypercube", 'points = "many"'), ("points = 'many'", "whole number")),
    BadDesign("a trillion points", _kind("latin_hypercube", "points = 1000000000000"), ("points = 1000000000000",)),
    BadDesign("a negative seed of the sample", _kind("latin_hypercube", "points = 8\nsample_seed = -1"),
              ("sample_seed = -1", "from 0")),
    BadDesign("no power of two", _kind("sobol", "points = 100"), ("points = 100", "power of two", "64 or 128")),
    BadDesign("second order is a number", _kind("sobol", "points = 8\nsecond_order = 1"),
              ("second_order = 1", "true or false")),
    BadDesign("too large a Sobol sample", _kind("sobol", "points = 524288"), ("1,572,864 points", "at most 1,000,000")),
    BadDesign("no trajectories", _kind("morris"), ("trajectories is missing",)),
    BadDesign("odd levels", _kind("morris", "trajectories = 4\nlevels = 5"), ("levels = 5 is odd", "even")),
    BadDesign("one value in a sample", _kind("morris", "trajectories = 4", '"parameters.monitoring" = [0.5]'),
              ("monitoring has one value", "two or more")),
    BadDesign("too large a grid",
              _factors(*(f'"parameters.{name}" = {{ low = 0.1, high = 0.9, levels = 200 }}'
                         for name in ("monitoring", "leak", "prepaid"))),
              ("8,000,000 points of 3 factors", "at most 1,000,000")),
    BadDesign("nothing besides the base", _kind("one_at_a_time", "", '"parameters.monitoring" = [0.2]'),
              ("monitoring has no value besides 0.2",)),
    BadDesign("no base to start from",
              _kind("one_at_a_time", "", '"policy.subsidy.end" = [5, 10]') + SUBSIDY.encode(),
              ("policy.subsidy.end has no value in the base",)),
    # --- points that contradict themselves
    BadDesign("odd warm-up", _factors('"parameters.warm_up" = { low = 20, high = 24, levels = 5 }', FACTOR),
              ("point 2", "parameters.warm_up = 21", "odd")),
    BadDesign("sizes upside down", _factors('"parameters.size_min" = [3, 50]', '"parameters.size_max" = [40, 5000]',
                                            '"parameters.size_median" = [30, 60]'),
              ("size_min = 3, parameters.size_max = 40, parameters.size_median = 60", "outside the sizes")),
    BadDesign("end before start",
              _with("[factors]\n\"policy.subsidy.start\" = [1, 6]\n\"policy.subsidy.end\" = [5, 10]\n" + SUBSIDY),
              ("point 2 (policy.subsidy.start = 6, policy.subsidy.end = 5)", "before start")),
    BadDesign("start beyond the horizon",
              _with("[factors]\n\"parameters.years\" = [5, 20]\n" + SUBSIDY + "start = 6\n"),
              ("point 0 (parameters.years = 5)", "subsidy.start = 6")),
    BadDesign("less than no money", _with("[factors]\n\"policy.subsidy.per_trainee\" = [-3, 0]\n" + SUBSIDY),
              ("point 0 (policy.subsidy.per_trainee = -3.0)", "subsidy = -0.2", "year 1")),
    BadDesign("less than no money by what stands",
              _with("[factors]\n\"parameters.subsidy\" = [2.8, 0.5]\n" + SUBSIDY.replace("= 1", "= -1")),
              ("point 1 (parameters.subsidy = 0.5)", "subsidy = -0.5")),
    BadDesign("two budgets", _factors('"parameters.budget" = ["none", 100]', '"parameters.budget_at_scale" = [100]'),
              ("point 1", "budget and budget_at_scale")),
    # --- tables
    BadDesign("no file", b'base = "baseline"\ndesign = "table"\nseeds = 2\n', ("file is missing", "points.csv")),
    BadDesign("not a CSV file", b'base = "baseline"\ndesign = "table"\nseeds = 2\nfile = "points.xlsx"\n',
              ("file = 'points.xlsx'", ".csv")),
    BadDesign("factors beside a table",
              b'base = "baseline"\ndesign = "table"\nseeds = 2\nfile = "points.csv"\n[factors]\n', ("the first line",)),
    _table("missing table", None, "does not exist"),
    _table("empty table", "\n\n", "empty"),
    _table("header only", "parameters.monitoring\n", "no point"),
    _table("unknown column", "parameters.monitering\n1\n", "line 1", "did you mean parameters.monitoring"),
    _table("numbers without header", "0.5,3\n0.6,4\n", "line 1", "0.5 is no factor"),
    _table("a column twice", "parameters.peer,parameters.peer\n1,2\n", "line 1", "twice"),
    _table("empty cell", "parameters.peer,parameters.poach\n1,0.5\n,0.5\n", "line 3", "parameters.peer is empty"),
    _table("not a number", "parameters.peer\n1\nmuch\n", "line 3", "parameters.peer = 'much'"),
    _table("NaN in a table", "parameters.peer\nnan\n", "line 2", "finite"),
    _table("decimal comma", 'parameters.peer\n"1,5"\n', "line 2", "parameters.peer = '1,5'"),
    _table("out of bounds in a table", "parameters.peer\n1\n57\n", "line 3", "57", "from 0 to 56"),
    _table("half a person in a table", "parameters.intake\n30.5\n", "line 2", "30.5", "whole number"),
    _table("too few cells", "parameters.peer,parameters.poach\n1\n", "line 2 has 1 cells"),
    _table("decimal commas between semicolons", "parameters.peer;parameters.poach\n1;0,5\n",
           "line 2", "parameters.poach = '0,5'", "allowed: 0.5"),
    _table("full-width commas", "parameters.peer，parameters.poach\n1，0.5\n",
           "line 1", "full-width sign ，", "a comma"),
    _table("open quotation", 'parameters.peer\n"1\n', "not CSV"),
    _table("binary table", bytes(range(256)), "UTF-8"),
    _table("contradictory line", "parameters.warm_up\n24\n23\n", "odd"),
]  # fmt: skip
