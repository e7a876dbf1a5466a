"""The page: first chart, slider to redraw, many browsers at once, memory; and the same page in Panel and SolaraViz.

    python -m benchmarks.page              # some ten minutes on two cores; --only PART ...: a few parts

Needs Chromium, and Linux for memory. Every wait ends after two minutes with what was waited for.
The peers are installed into temporary environments; their pages have the same two sliders and draw the
same: deep participation over twenty years in the same five worlds, baseline beside reform. Each is driven in the same
browser, one change at a time, in this very run.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import machine

FILE = machine.RESULTS / "page.json"
PEERS = Path(__file__).parent / "page_peers"
CHANGES = 40
PEER_CHANGES = 15
BROWSERS = 30
REQUESTS = 1000
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip

PATIENCE = 120_000
"""Milliseconds after which a wait is given up."""

# In the page: move a slider to a value and wait for the result to be on the screen, in milliseconds.
OURS = """async ([kind, field, value]) => {
  const view = document.getElementById('view');
  const slider = document.querySelector(`.card[data-kind="${kind}"] input[type="range"][data-field="${field}"]`);
  const began = performance.now();
  slider.value = value;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  const asked = view.dataset.asked;
  await new Promise((done, failed) => {
    const look = () => {
      if (view.dataset.answered === asked) done();
      else if (!document.getElementById('failure').hidden) failed(document.getElementById('failure').textContent);
      else if (performance.now() - began > PATIENCE) failed(`no answer to request ${asked}`);
      else requestAnimationFrame(look);
    };
    look();
  });
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}""".replace("PATIENCE", str(PATIENCE))

# In the lesson: every half-year of the city, forth and back, one a frame; gives frames a second.
SCRUBBED = """async () => {
  const { city } = document.querySelector('canvas.city');
  const ticks = [...Array(41).keys()];
  const course = [...ticks, ...ticks.toReversed(), ...ticks, ...ticks.toReversed()];
  await new Promise(requestAnimationFrame);
  const began = performance.now();
  for (const tick of course) {
    city.seek(tick);
    await new Promise(requestAnimationFrame);
  }
  return [1000 * course.length / (performance.now() - began), city.number];
}"""


def progress(said: str) -> None:
    """Tell whoever waits what is being done."""
    print(f"{time.strftime('%H:%M:%S')} {said}", file=sys.stderr, flush=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(port: int, server: subprocess.Popen[Any], log: Path) -> None:
    """Wait until a server listens; if it ends before, show what it said."""
    until = time.monotonic() + PATIENCE / 1000
    while True:
        if server.poll() is not None or time.monotonic() > until:
            how = "does not listen" if server.returncode is None else f"ended with {server.returncode}"
            raise SystemExit(f"the server {how}:\n{log.read_text(errors='replace')[-3000:]}")
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)


@contextmanager
def served(command: Sequence[str], port: int, folder: Path, **environment: str) -> Iterator[subprocess.Popen[Any]]:
    """A server as a process of its own, ended afterwards with all that it started."""
    log = folder / f"server-{port}.log"
    with log.open("w") as file:
        server = subprocess.Popen(
            command, cwd=folder, stdout=file, stderr=file, env=os.environ | environment, start_new_session=True
        )
    try:
        listening(port, server, log)
        yield server
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def summary(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
        "slowest": round(ordered[-1], 1),
        "n": len(ordered),
    }


def values(number: int) -> list[float]:
    """Strengths of a subsidy that were not asked for before, on the grid of the slider."""
    return [round(0.2 + 0.2 * ((7 * i) % 90), 1) for i in range(number)]


def new_page(browser: Any, width: int = 1280, height: int = 720) -> Any:
    """A page in a session of its own, whose waits end."""
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(PATIENCE)
    return context.new_page()


# --- ours -------------------------------------------------------------------------------------------------------------


def first_chart(browser: Any, address: str) -> float:
    """Milliseconds from navigation to the first painted chart, with nothing in the browser's cache."""
    page = new_page(browser)
    page.goto(address)
    page.wait_for_selector("#view[data-runs]", state="attached")
    page.wait_for_function("() => performance.getEntriesByName('first-chart').length > 0")
    found = page.evaluate("() => performance.getEntriesByName('first-chart')[0].startTime")
    page.context.close()
    return found


def first_charts(browser: Any, address: str) -> dict[str, float]:
    """The very first visit, and ten more."""
    first, *others = (first_chart(browser, address) for _ in range(11))
    return {"first visit of all": round(first, 1), **summary(others)}


def slider_to_redraw(browser: Any, address: str) -> list[float]:
    page = new_page(browser)
    page.goto(address)
    page.wait_for_selector("#view[data-fine]", state="attached")
    times = [page.evaluate(OURS, ["subsidy", "per_trainee", str(value)]) for value in values(CHANGES)]
    page.context.close()
    return times


def many_browsers(browser: Any, address: str) -> list[float]:
    """Thirty sessions move their sliders at the same moment, each to a value of its own; three times."""
    pages = [new_page(browser, 800, 600) for _ in range(BROWSERS)]
    for page in pages:
        page.goto(address)
    for page in pages:
        page.wait_for_selector("#view[data-fine]", state="attached")
    times: list[float] = []
    for turn in range(3):
        at = int(1000 * time.time()) + 3000
        for place, page in enumerate(pages):
            value = round(0.4 + 0.2 * (3 * place + turn), 1)
            move = {"at": at, "move": ["subsidy", "per_trainee", str(value)]}
            page.evaluate(
                f"task => {{ const moved = {OURS}; window.redrawn = null; const wait = task.at - Date.now();"
                " const done = result => { window.redrawn = result; };"
                " setTimeout(() => moved(task.move).then(done, error => done(`${error}`)), wait); }",
                move,
            )
        for page in pages:
            page.wait_for_function("() => window.redrawn !== null")
            redrawn = page.evaluate("() => window.redrawn")
            if isinstance(redrawn, str):
                raise SystemExit(f"a browser of {BROWSERS} did not redraw: {redrawn}")
            times.append(redrawn)
    for page in pages:
        page.context.close()
    return times


def many_clients(address: str) -> list[float]:
    """The same requests without browsers, which take most of the processors themselves: what the server needs."""
    import httpx

    def asked(number: int) -> float:
        policies = [{"kind": "subsidy", "per_trainee": 4.03 + number / 10}, {"kind": "monitoring", "level": 0.6}]
        with httpx.Client(timeout=PATIENCE / 1000) as client:
            began = time.perf_counter()
            client.post(f"{address}/api/compare", json={"reforms": [{"policy": policies}]}).raise_for_status()
            return 1000 * (time.perf_counter() - began)

    times: list[float] = []
    with ThreadPoolExecutor(BROWSERS) as threads:
        for turn in range(3):
            times += threads.map(asked, range(turn * BROWSERS, (turn + 1) * BROWSERS))
    return times


def scrubbed(browser: Any, address: str) -> dict[str, float]:
    """Frames a second while the city is scrubbed, and its dots."""
    page = new_page(browser)
    page.goto(f"{address}/lesson#step=1")
    page.wait_for_function("() => document.querySelector('canvas.city')?.city?.frames > 0")
    page.evaluate(SCRUBBED)
    frames, enterprises = page.evaluate(SCRUBBED)
    page.context.close()
    return {"frames_a_second": round(frames, 1), "enterprises": enterprises}


def hostile(address: str, server: int) -> dict[str, Any]:
    """Ten thousand mutated requests of `tests/classroom/mutating.py`: statuses, memory, an answer before and after."""
    import httpx

    from tests.classroom.mutating import throw

    with httpx.Client(base_url=address, timeout=PATIENCE / 1000) as client:

        def answer() -> float:
            began = time.perf_counter()
            client.post("/api/compare", json={}).raise_for_status()
            return 1000 * (time.perf_counter() - began)

        throw(client, 1000, seed=2)  # fills stores and caches, which are bounded
        before, held = summary([answer() for _ in range(20)]), machine.memory_of(server)
        statuses = throw(client, 10_000, seed=3)
        after, taken = summary([answer() for _ in range(20)]), machine.memory_of(server)
    counted = {f"{status // 100}xx": 0 for status in sorted(statuses)}
    for status, number in statuses.items():
        counted[f"{status // 100}xx"] += number
    return {
        "statuses": counted,
        "answer_before_ms": before["median"],
        "answer_after_ms": after["median"],
        "memory_mb": {"before": round(held, 1), "after": round(taken, 1)},
    }


def grown(address: str, server: int) -> dict[str, float]:
    """Memory before and after a thousand distinct requests."""
    import httpx

    with httpx.Client(timeout=PATIENCE / 1000) as client, ThreadPoolExecutor(4) as threads:

        def ask(number: int) -> None:
            policy = {"kind": "subsidy", "per_trainee": 1 + number / 100, "start": 1 + number % 10}
            client.post(f"{address}/api/compare", json={"reforms": [{"policy": [policy]}]}).raise_for_status()

        list(threads.map(ask, range(30)))
        before = machine.memory_of(server)
        list(threads.map(ask, range(30, 30 + REQUESTS)))
        return {"before": round(before, 1), "after": round(machine.memory_of(server), 1)}


OURS_PARTS: dict[str, Callable[[Any, str, int], Any]] = {
    "first_chart_ms": lambda browser, address, server: first_charts(browser, address),
    "redraw_ms": lambda browser, address, server: summary(slider_to_redraw(browser, address)),
    "city": lambda browser, address, server: scrubbed(browser, address),
    "thirty_clients_ms": lambda browser, address, server: summary(many_clients(address)),
    "thirty_browsers_ms": lambda browser, address, server: summary(many_browsers(browser, address)),
    "mutated": lambda browser, address, server: hostile(address, server),
    "memory_mb": lambda browser, address, server: grown(address, server),
}
"""What is measured of this page, in this order: functions of browser, address and process of the server."""


def ours(browser: Any, folder: Path, parts: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Parts of this page's results, one after another."""
    port = free_port()
    command = [sys.executable, "-m", "consortium", "classroom", "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with served(command, port, folder) as server:
        for name in parts:
            progress(name)
            yield name, OURS_PARTS[name](browser, address, server.pid)


# --- peers ------------------------------------------------------------------------------------------------------------

PACKAGES = {
    "panel": ["panel", "bokeh"],
    "solara": ["solara==1.58.2", "solara-assets", "ipyvue<3", "ipyvuetify<3", "networkx", "matplotlib", "altair"],
}

SLIDERS = {
    "panel": "[role=slider], .noUi-handle",
    "solara": "[role=slider][aria-label=Subsidy]",  # the first two sliders of SolaraViz set how fast it plays
}
"""Where the slider of the subsidy is on a peer's page."""


def environment(name: str, folder: Path) -> Path:
    """The Python of a new environment with a peer and this model."""
    place = folder / name
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    python = place / "bin" / "python"
    wanted = list(PACKAGES[name])
    if sys.version_info < (3, 12):
        wanted.append("starlette<1")
    quiet = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*quiet, "-c", str(machine.ROOT / "constraints.txt"), str(machine.ROOT)], check=True, timeout=900)
    subprocess.run([*quiet, *wanted], check=True, timeout=900)
    return python


def peer(name: str, browser: Any, folder: Path) -> dict[str, Any]:
    """Milliseconds from a change of the slider to the redrawn chart."""
    progress(f"installing {name}")
    python, port = environment(name, folder), free_port()
    progress(f"measuring {name}")
    app = str(PEERS / f"{name}_app.py")
    command = {
        "panel": [str(python), "-m", "panel", "serve", app, "--port", str(port), "--address", "127.0.0.1"],
        "solara": [str(python), "-m", "solara", "run", app, "--port", str(port), "--host", "127.0.0.1", "--production"],
    }[name]
    paths = {"panel": "/panel_app", "solara": "/"}
    with served(command, port, folder, SOLARA_TELEMETRY_MIXPANEL_ENABLE="False"):
        page = new_page(browser)
        page.goto(f"http://127.0.0.1:{port}{paths[name]}")
        marker = page.get_by_text("run 1 ", exact=False)
        marker.first.wait_for()
        times = []
        slider = page.locator(SLIDERS[name]).first
        for turn in range(PEER_CHANGES):
            slider.focus()
            began = time.perf_counter()
            page.keyboard.press("ArrowRight")
            if name == "solara":  # Mesa 3.3: a slider takes effect only when the model is made anew
                page.get_by_role("button", name="Reset").click()
            page.get_by_text(f"run {turn + 2} ", exact=False).first.wait_for()
            times.append(1000 * (time.perf_counter() - began))
        page.context.close()
    return {"redraw_ms": summary(times)}


def run(parts: Sequence[str], out: Path) -> dict[str, Any]:
    """Measure some parts, and store each as it comes beside those that are there already."""
    from playwright.sync_api import Error as PlaywrightError
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("no Chromium on this machine; on Debian: apt-get install chromium")
    report: dict[str, Any] = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {"parts": {}}
    about = machine.described("fastapi", "uvicorn", "playwright")
    report |= {"date": machine.today(), "machine": about}

    def keep(name: str, found: Any) -> None:
        report["parts"][name] = found | {"load": round(os.getloadavg()[0], 1)}
        machine.write(out, report)

    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=ARGUMENTS)
        wanted = [part for part in parts if part in OURS_PARTS]
        for name, found in ours(browser, Path(scratch), wanted) if wanted else ():
            keep(name, found)
        for name in (part for part in parts if part in PACKAGES):
            try:
                keep(name, peer(name, browser, Path(scratch)))
            except (subprocess.SubprocessError, PlaywrightError) as error:
                raise SystemExit(f"{name} could not be measured: {str(error)[:1500]}") from None
        browser.close()
    return report


# --- the table --------------------------------------------------------------------------------------------------------


def _first_chart(found: Mapping[str, Any]) -> tuple[str, bool]:
    return f"**{found['median']:.0f} ms**", found["median"] < 300


def _redraw(found: Mapping[str, Any]) -> tuple[str, bool]:
    shown = f"median **{found['median']:.0f} ms**, 95 % within {found['p95']:.0f} ms"
    return shown, found["median"] < 120 and found["p95"] < 250


def _thirty(found: Mapping[str, Any]) -> tuple[str, bool]:
    shown = f"slowest **{found['slowest'] / 1000:.1f} s**, median {found['median'] / 1000:.1f} s"
    return shown, found["slowest"] < 1500


def _memory(found: Mapping[str, Any]) -> tuple[str, bool]:
    more = found["after"] - found["before"]
    return f"**{more:+.0f} MB**", more <= 100


def _scrubbed(found: Mapping[str, Any]) -> tuple[str, bool]:
    return f"**{found['frames_a_second']:.0f}** frames a second", found["frames_a_second"] >= 50


def _mutated(found: Mapping[str, Any]) -> tuple[str, bool]:
    bad, more = found["statuses"].get("5xx", 0), found["memory_mb"]["after"] - found["memory_mb"]["before"]
    answers = f"an answer in {found['answer_after_ms']:.0f} ms (before {found['answer_before_ms']:.0f} ms)"
    return f"**{bad}** of 5xx, {more:+.0f} MB, {answers}", bad == 0 and more < 100


LINES: Mapping[str, tuple[str, str, Callable[[Mapping[str, Any]], tuple[str, bool]]]] = {
    "first_chart_ms": ("first chart after navigation", "< 300 ms", _first_chart),
    "redraw_ms": ("slider to redraw, two arms × 5 worlds", "median < 120 ms, 95 % within 250 ms", _redraw),
    "thirty_browsers_ms": ("thirty browsers at once, on the server's computer", "slowest < 1.5 s", _thirty),
    "thirty_clients_ms": ("thirty requests at once, without browsers", "slowest < 1.5 s", _thirty),
    "memory_mb": (f"memory after {REQUESTS:,} distinct requests", "+100 MB", _memory),
    "city": ("scrubbing the city", "≥ 50 frames a second", _scrubbed),
    "mutated": ("10,000 mutated requests", "no 5xx, no leak, answers as before", _mutated),
}
"""What each part is called, its target, and how it is shown and held against that."""

TIMES = {"panel": ("Panel", 5), "solara": ("Mesa's SolaraViz", 20)}
"""Peers, and how many times as long they may at least take."""


def rows(parts: Mapping[str, Any]) -> Iterator[str]:
    """The rows of the table; a part without a figure says so."""
    for name, (what, target, held) in LINES.items():
        if name not in parts:
            yield f"| {what} | {target} | not measured yet | | |"
            continue
        shown, reached = held(parts[name])
        yield f"| {what} | {target} | {shown} | {parts[name]['load']:.1f} | {'yes' if reached else '**no**'} |"
    for name, (said, least) in TIMES.items():
        what, target = f"the same change in {said}", f"≥ {least} × ours"
        if name not in parts or "redraw_ms" not in parts:
            yield f"| {what} | {target} | not measured yet | | |"
            continue
        median = parts[name]["redraw_ms"]["median"]
        times = median / parts["redraw_ms"]["median"]
        reached = "yes" if times >= least else "**no**"
        yield f"| {what} | {target} | {median:.0f} ms: **{times:.1f} ×** | {parts[name]['load']:.1f} | {reached} |"


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The table as text."""
    yield f"Measured on {report['date']}: {machine.line(report['machine'])}."
    yield ""
    yield "| What | Target | Measured | Load | Reached |"
    yield "|---|---|---|---|---|"
    yield from rows(report["parts"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    every = [*OURS_PARTS, *PACKAGES]
    parser.add_argument("--only", nargs="+", choices=every, default=every, metavar="PART", help=", ".join(every))
    parser.add_argument("--results", type=Path, default=FILE, help="the file of results, to which parts are added")
    given = parser.parse_args()
    report = run(given.only, given.results)
    print("\n".join(lines(report)))


if __name__ == "__main__":
    main()
