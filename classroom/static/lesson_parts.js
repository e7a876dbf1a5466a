// Parts that several steps of the lesson have: an answer that is waited for, a reform's effect, the city with its player.

import { City, paintBadge, paintShape } from "./city.js";
import { el, button, newId, numbersTable } from "./lesson_dom.js";
import { LessonChart } from "./lesson_chart.js";
import { contents, rendering, source, state, writeLink } from "./lesson_state.js";
import { inLang, labelled, percentSaid, word } from "./lesson_words.js";

export function text(...lines) {
  return el("div", { class: "text" }, ...lines.map((line) => (typeof line === "string" ? el("p", {}, line) : line)));
}

// Waits for a result; says that it is simulated, or that it did not work and how to try again.
export function waiting(target, ask, done) {
  const mine = rendering.turn;
  const again = async () => {
    target.replaceChildren(el("p", { class: "loading", role: "status" }, word("loading")));
    try {
      const found = await ask();
      if (mine !== rendering.turn) return;
      target.replaceChildren();
      done(found);
    } catch (error) {
      if (mine !== rendering.turn) return;
      target.replaceChildren(el("p", { role: "alert" }, word("failed", { error: error.message })), button(word("retry"), again));
    }
  };
  return again();
}

// The worlds that are there at once, and more of them when nobody moves anything.
async function refined(ask, show, wanted) {
  show(await ask(source.first));
  if (source.more > source.first && wanted()) {
    const more = await ask(source.more);
    if (wanted()) show(more);
  }
}

export function line(arm, name, colour, metric = "deep_participation") {
  return { name, colour, ...arm.curves[metric] };
}

// A chart of a reform beside the baseline, with what it says, in words.
export function effectParts(setting, { onready } = {}) {
  const chart = new LessonChart({ years: [1, 2], lines: [], from: contents.start, top: 0.4, label: inLang(contents.curves.deep_participation.name) });
  const findings = el("div", { class: "findings", "aria-live": "polite" });
  rendering.ends.push(() => chart.destroy());
  let asked = "";
  const show = (code) => {
    asked = code;
    const mine = rendering.turn;
    const wanted = () => asked === code && mine === rendering.turn;
    source.leave(); // the lever stood elsewhere before
    findings.classList.add("pending");
    refined((worlds) => source.answer(code, worlds), (answer) => {
      if (!wanted()) return;
      findings.classList.remove("pending");
      const [base, reform] = answer.arms;
      const found = answer.reforms[0];
      chart.years = answer.years;
      chart.top = topOf(answer.arms);
      const lines = [line(base, word("arm_base"), contents.colours.grey)];
      if (/[1-9]/.test(code)) lines.push(line(reform, inLang(found.title), contents.colours.blue));
      chart.show(lines, word("worlds", { n: answer.worlds }));
      findings.replaceChildren(...effectSaid(found, answer).map((each) => el("p", {}, each)));
      findings.dataset.worlds = String(answer.worlds);
      findings.dataset.setting = code;
      onready?.(answer);
    }, wanted).catch((error) => {
      if (wanted()) findings.replaceChildren(el("p", { role: "alert" }, word("failed", { error: error.message })), button(word("retry"), () => show(code)));
    });
  };
  show(setting);
  return { chart, findings, show };
}

export function effectSaid(found, answer) {
  const worlds = found.effect.by_world;
  const said = [...inLang(found.sentence)];
  const sign = { rises: 1, falls: -1 }[found.effect.verdict];
  if (sign > 0) said.push(word("lever_agree", { k: worlds.filter((value) => value > 0).length, n: worlds.length }));
  said.push(word("lever_end", { first: answer.end[0], last: answer.end[1] }));
  return said;
}

export function topOf(arms) {
  const highest = Math.max(...arms.flatMap((arm) => arm.curves.deep_participation.high.map((value) => value ?? 0)));
  return Math.max(0.3, Math.ceil(highest * 10 + 0.2) / 10);
}

// The city with its player: play, pause, scrub; `onpick` makes dots answer to a tap.
export function cityParts(data, { onpick, groups = false, still = false } = {}) {
  const canvas = el("canvas", { class: data.arms.length > 1 ? "city pair" : "city", role: "img", "aria-label": word("city_label", { schools: data.schools.x.length, enterprises: data.enterprises.x.length }) });
  const said = el("p", { class: "city-said" });
  const titlesOf = (arm, city) => {
    const name = arm ? inLang(data.arms[arm].title) : word("arm_base");
    const share = percentSaid(city.deepNow(arm));
    return [word("in_depth", { name, share }), labelled(name, share)];
  };
  const city = new City(canvas, { depths: contents.depths, groups: contents.groups, colours: contents.colours, titlesOf }, onpick);
  const slider = el("input", { type: "range", min: "0", max: String(2 * contents.years), step: "1", value: String(state.tick ?? 0), id: newId("scrub"), "aria-label": word("scrub"), oninput: () => { const tick = Number(slider.value); pause(); seek(tick); writeLink(); } });
  const year = el("span", { class: "year" });
  const play = button(word("play"), () => (playing ? pause() : start()), { class: "primary play" });
  let playing = 0;
  let begun = 0;
  let from = 0;

  function seek(tick) {
    city.seek(tick);
    slider.value = String(city.tick);
    state.tick = city.tick;
    const shownYear = city.tick ? word("year_now", { n: Math.ceil(city.tick / 2) }) : word("start_now");
    year.textContent = shownYear;
    slider.setAttribute("aria-valuetext", shownYear);
    said.textContent = data.arms
      .map((arm, i) => word("city_said", { arm: i ? inLang(arm.title) : word("arm_base"), year: shownYear, schools: percentSaid(city.metricNow(i, "school_participation")), any: percentSaid(city.metricNow(i, "participation")), deep: percentSaid(city.metricNow(i, "deep_participation")) }))
      .join(" ");
  }

  function frame(now) {
    if (!playing) return;
    begun = begun || now;
    const tick = from + Math.floor((now - begun) / 300);
    if (tick !== city.tick) seek(tick);
    if (city.tick >= city.ticks) return pause();
    playing = requestAnimationFrame(frame);
  }

  function start() {
    if (city.tick >= city.ticks) seek(0);
    begun = 0;
    from = city.tick;
    play.textContent = word("pause");
    playing = requestAnimationFrame(frame);
  }

  function pause() {
    cancelAnimationFrame(playing);
    playing = 0;
    play.textContent = word("play");
    if (city.data) writeLink();
  }

  rendering.ends.push(() => { cancelAnimationFrame(playing); playing = 0; city.destroy(); });
  city.load(data);
  seek(still ? city.ticks : state.tick ?? 0);
  if (groups) city.group(true);
  if (!still) {
    Object.assign(rendering.keys, {
      " ": () => (playing ? pause() : start()),
      ",": () => { pause(); seek(city.tick - 1); writeLink(); },
      ".": () => { pause(); seek(city.tick + 1); writeLink(); },
    });
  }
  canvas.city = city; // for tests
  const player = still ? null : el("div", { class: "player" }, play, slider, year);
  const key = cityKey();
  return { city, key, element: el("figure", { class: "city-box" }, canvas, player, el("figcaption", {}, said, key, cityNumbers(data))) };
}

function cityNumbers(data) {
  const names = Object.keys(contents.curves);
  const head = [word("year"), ...data.arms.flatMap((arm, i) => names.map((name) => `${i ? inLang(arm.title) : word("arm_base")}: ${inLang(contents.curves[name].name)}`))];
  const rows = Array.from({ length: contents.years + 1 }, (_, year) => [String(year), ...data.arms.flatMap((arm) => names.map((name) => percentSaid(arm.metrics[name][2 * year], 1)))]);
  return numbersTable(word("table"), head, rows);
}

function picture(paint) {
  const canvas = el("canvas", { width: 56, height: 56, class: "mark", "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  paint(context);
  return canvas;
}

// The plus or the cross that a group of enterprises has in the city; the others have none.
export function badge(group) {
  if (group.key !== "because" && group.key !== "driven_out") return null;
  return picture((context) => paintBadge(context, group, 14, 14, 12, contents.colours));
}

// What dots, ties and colours mean.
function cityKey() {
  const school = (fill) => (context) => {
    context.beginPath();
    context.moveTo(14, 4);
    context.lineTo(24, 14);
    context.lineTo(14, 24);
    context.lineTo(4, 14);
    context.closePath();
    context.fillStyle = fill;
    context.fill();
    context.strokeStyle = contents.colours.black;
    context.stroke();
  };
  const entries = contents.depths.map((mark) => [(context) => paintShape(context, mark, 14, 14, 10, contents.colours), inLang(mark.name)]);
  entries.push([school(contents.colours.vermillion), word("school_in")], [school("#ffffff"), word("school_out")]);
  const list = el("ul", { class: "legend" }, ...entries.map(([paint, name]) => el("li", {}, picture(paint), name)));
  return el("details", { class: "key", open: true }, el("summary", {}, word("key")), list, el("p", {}, `${word("size")} · ${word("one_world", { seed: contents.seed })}`));
}
