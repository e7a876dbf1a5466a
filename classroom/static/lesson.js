// The lesson: eight steps, a link to each, by mouse, finger or keyboard, with a server or from one file.

import { City, paintBadge, paintShape } from "./city.js";
import { el, button, drawn, newId, numbersTable } from "./lesson_dom.js";
import { GameStep } from "./game_step.js";
import { LessonChart, Prediction } from "./lesson_chart.js";
import { FileSource, ServerSource, recalled, remember } from "./lesson_source.js";
import { aside, inLang, labelled, langShown, percentSaid, showLang, signedSaid, useWords, word } from "./lesson_words.js";
import { strengthSaid } from "./policy_panel.js";

const kept = document.getElementById("kept");
const source = kept ? new FileSource(JSON.parse(kept.textContent)) : new ServerSource();

// --- state: all of it is in the link -------------------------------------------------------------------------------

const state = { step: 1, lang: "en", setting: "", tick: null, enterprise: 0, present: false }; // no tick: where the step begins

function readLink() {
  const link = new URLSearchParams(location.hash.slice(1));
  const step = Number(link.get("step"));
  state.step = Number.isInteger(step) && step >= 1 && step <= contents.steps.length ? step : 1;
  const spoken = link.get("lang") ?? new URLSearchParams(location.search).get("lang") ?? firstLang;
  state.lang = spoken.startsWith("zh") ? "zh" : "en";
  state.setting = isSetting(link.get("setting")) ? link.get("setting") : contents.demonstration.setting;
  const year = Number(link.get("year"));
  state.tick = link.has("year") && year >= 0 && year <= contents.years ? Math.round(2 * year) : null;
  const enterprise = Number(link.get("enterprise"));
  state.enterprise = Number.isInteger(enterprise) && enterprise > 0 ? enterprise : 0;
  state.present = link.get("present") === "1";
}

function link() {
  const parts = { step: state.step, lang: state.lang };
  if (state.setting !== contents.demonstration.setting) parts.setting = state.setting;
  if (state.tick !== null) parts.year = state.tick / 2;
  if (state.enterprise) parts.enterprise = state.enterprise;
  if (state.present) parts.present = 1;
  return `#${new URLSearchParams(parts)}`;
}

function writeLink() {
  history.replaceState(null, "", link());
}

function isSetting(code) {
  const { levers } = contents;
  return Boolean(code) && code.length === levers.length && levers.every((lever, i) => /[0-9]/.test(code[i]) && Number(code[i]) < lever.values.length);
}

// The lever that is pulled in a setting, and how far; of several the first.
function leverOf(setting) {
  const number = [...setting].findIndex((stop) => stop !== "0");
  return number < 0 ? [0, 0] : [number, Number(setting[number])];
}

function settingOf(number, stop) {
  return contents.levers.map((lever, i) => (i === number ? stop : 0)).join("");
}

// --- the frame -----------------------------------------------------------------------------------------------------

let contents = null;
const firstLang = document.documentElement.lang;
const page = document.getElementById("page");
let leaving = []; // what the present step has to end
let turn = 0; // which rendering is the latest
let onkey = {}; // keys of the present step

function goTo(step) {
  state.step = Math.max(1, Math.min(contents.steps.length, step));
  state.tick = null;
  state.enterprise = 0;
  history.pushState(null, "", link());
  render();
  document.getElementById("heading")?.focus();
}

function startAgain() {
  for (const key of ["prediction", "sentence", "figure", "tries"]) remember(key, null);
  state.setting = contents.demonstration.setting;
  shown.clear();
  goTo(1);
}

const shown = new Set(); // answers that this class has seen

function render() {
  turn += 1;
  source.leave();
  leaving.forEach((end) => end());
  leaving = [];
  onkey = {};
  showLang(state.lang);
  document.body.classList.toggle("presenter", state.present);
  const { key, minutes } = contents.steps[state.step - 1];
  document.title = `${word("step", { n: state.step, all: contents.steps.length })}: ${word(key)} · ${word("title")}`;
  const heading = el("h1", { id: "heading", tabindex: "-1" }, word(key));
  const main = el("main", { id: "main" });
  page.replaceChildren(
    el("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); heading.focus(); } }, word("skip")),
    el("header", { class: "bar" }, heading, el("p", { class: "place" }, word("step", { n: state.step, all: contents.steps.length })), tools(minutes)),
    main,
    steps(),
    notesOf(key),
    el("footer", { class: "footnote" }, word("invented"), source.live ? "" : ` ${word("precomputed", { worlds: source.kept.worlds })}`),
  );
  main.append(...STEPS[key]());
}

function tools(minutes) {
  const copied = el("p", { role: "status", class: "copied" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      copied.replaceChildren(word("linked"));
    } catch {
      const id = newId("link");
      const field = el("input", { id, value: location.href, readonly: true });
      copied.replaceChildren(el("label", { for: id }, word("link_by_hand")), field);
      field.select();
      // in a network without https, browsers have this older way only
      if (document.execCommand("copy")) copied.replaceChildren(word("linked"));
    }
  };
  const menu = el(
    "details",
    { class: "menu" },
    el("summary", {}, word("menu")),
    el(
      "div",
      { class: "menu-list" },
      el("p", {}, word("minutes", { n: minutes })),
      button(word("presenter"), present),
      button(word("notes"), () => { menu.open = false; showNotes(); }, { id: "notes-button", "aria-expanded": "false", "aria-controls": "notes" }),
      button(word("link"), copy),
      button(word("reset"), startAgain),
      copied,
      el("h2", {}, word("keys")),
      el("p", {}, word("keys_text")),
      source.live ? el("p", {}, el("a", { href: `/static/worksheet.${langShown()}.html` }, word("worksheet"))) : null,
      source.live ? el("p", {}, el("a", { href: "/" }, word("analyst"))) : null,
    ),
  );
  const language = button(word("language"), () => speak(state.lang === "zh" ? "en" : "zh"), { class: "quiet", lang: state.lang === "zh" ? "en" : "zh-CN", id: "language" });
  const end = state.present ? button("✕", present, { class: "quiet", "aria-label": word("presenter_end") }) : null;
  return el("div", { class: "tools" }, language, state.present ? null : menu, end);
}

function speak(lang) {
  state.lang = lang;
  writeLink();
  render();
  document.getElementById("language")?.focus();
}

function present() {
  state.present = !state.present;
  writeLink();
  if (state.present) document.documentElement.requestFullscreen?.().catch(() => {});
  else if (document.fullscreenElement) document.exitFullscreen();
  render();
}

function steps() {
  const links = contents.steps.map(({ key }, i) => {
    const number = i + 1;
    const target = `#${new URLSearchParams({ step: number, lang: state.lang })}`;
    const go = (event) => {
      event.preventDefault();
      goTo(number);
    };
    return el("li", {}, el("a", { href: target, onclick: go, "aria-label": `${number}. ${word(key)}`, "aria-current": number === state.step ? "step" : null }, String(number)));
  });
  return el(
    "nav",
    { class: "steps", "aria-label": word("steps") },
    button(`← ${word("previous")}`, () => goTo(state.step - 1), { disabled: state.step === 1, class: "previous" }),
    el("ol", {}, ...links),
    button(`${word("next")} →`, () => goTo(state.step + 1), { disabled: state.step === contents.steps.length, class: "next primary" }),
  );
}

function notesOf(key) {
  return el("aside", { id: "notes", hidden: true, "aria-label": word("notes") }, el("h2", {}, word("notes")), el("p", {}, word(`${key}_note`)));
}

function showNotes() {
  const notes = document.getElementById("notes");
  notes.hidden = !notes.hidden;
  document.getElementById("notes-button")?.setAttribute("aria-expanded", String(!notes.hidden));
  if (!notes.hidden) notes.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (!contents || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest?.("input:not([type=range]), textarea, select");
  if (event.key === "PageDown" || event.key === "PageUp") {
    if (event.target.closest?.("textarea, select")) return;
    goTo(state.step + (event.key === "PageDown" ? 1 : -1));
  } else if (typing) return;
  else if (event.key === " " && event.target.closest?.("button, a, summary, [role=slider], .scroll")) return;
  else if (event.key in onkey) onkey[event.key]();
  else if (event.key === "p" || event.key === "P") present();
  else if (event.key === "n" || event.key === "N") showNotes();
  else if (event.key === "r" || event.key === "R") startAgain();
  else return;
  event.preventDefault();
});

window.addEventListener("popstate", () => {
  if (!contents) return;
  readLink();
  render();
});

// The Escape key leaves the full screen before the page hears of it.
document.addEventListener("fullscreenchange", () => {
  if (contents && state.present && !document.fullscreenElement) present();
});

document.addEventListener("click", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

// --- parts that several steps have ----------------------------------------------------------------------------------

function text(...lines) {
  return el("div", { class: "text" }, ...lines.map((line) => (typeof line === "string" ? el("p", {}, line) : line)));
}

// Waits for a result; says that it is simulated, or that it did not work and how to try again.
function waiting(target, ask, done) {
  const mine = turn;
  const again = async () => {
    target.replaceChildren(el("p", { class: "loading", role: "status" }, word("loading")));
    try {
      const found = await ask();
      if (mine !== turn) return;
      target.replaceChildren();
      done(found);
    } catch (error) {
      if (mine !== turn) return;
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

function line(arm, name, colour, metric = "deep_participation") {
  return { name, colour, ...arm.curves[metric] };
}

// A chart of a reform beside the baseline, with what it says, in words.
function effectParts(setting, { onready } = {}) {
  const chart = new LessonChart({ years: [1, 2], lines: [], from: contents.start, top: 0.4, label: inLang(contents.curves.deep_participation.name) });
  const findings = el("div", { class: "findings", "aria-live": "polite" });
  leaving.push(() => chart.destroy());
  let asked = "";
  const show = (code) => {
    asked = code;
    const mine = turn;
    const wanted = () => asked === code && mine === turn;
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

function effectSaid(found, answer) {
  const worlds = found.effect.by_world;
  const said = [...inLang(found.sentence)];
  const sign = { rises: 1, falls: -1 }[found.effect.verdict];
  if (sign > 0) said.push(word("lever_agree", { k: worlds.filter((value) => value > 0).length, n: worlds.length }));
  said.push(word("lever_end", { first: answer.end[0], last: answer.end[1] }));
  return said;
}

function topOf(arms) {
  const highest = Math.max(...arms.flatMap((arm) => arm.curves.deep_participation.high.map((value) => value ?? 0)));
  return Math.max(0.3, Math.ceil(highest * 10 + 0.2) / 10);
}

// The city with its player: play, pause, scrub; `onpick` makes dots answer to a tap.
function cityParts(data, { onpick, groups = false, still = false } = {}) {
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

  leaving.push(() => { cancelAnimationFrame(playing); playing = 0; city.destroy(); });
  city.load(data);
  seek(still ? city.ticks : state.tick ?? 0);
  if (groups) city.group(true);
  if (!still) {
    Object.assign(onkey, {
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
function badge(group) {
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

// --- the steps ------------------------------------------------------------------------------------------------------

const STEPS = {
  see() {
    const figure = el("div", { class: "figure" });
    const finding = el("div", { "aria-live": "polite" });
    waiting(figure, () => source.city(settingOf(0, 0)), (data) => {
      const parts = cityParts(data);
      figure.append(parts.element);
      lines.append(parts.key);
    });
    const tell = button(word("see_finding"), () =>
      waiting(finding, () => source.answer(contents.demonstration.setting, source.first), (answer) => {
        finding.append(el("p", { class: "big" }, inLang(answer.arms[0].finding)));
      }));
    const lines = text(word("see_text"), el("p", { class: "question" }, word("see_ask")), tell, finding);
    return [lines, figure];
  },

  predict() {
    const figure = el("div", { class: "figure" });
    const actions = el("div", { class: "actions" });
    const said = el("div", { class: "findings", "aria-live": "polite" });
    const how = el("p", { class: "how" }, word("predict_how"));
    const { start, years, demonstration } = contents;
    waiting(figure, () => source.answer(demonstration.setting, source.first), (answer) => {
      const before = answer.arms[0];
      const top = 0.5;
      const label = inLang(contents.curves.deep_participation.name);
      const yours = recalled("prediction") ?? Array(years).fill(null);
      const past = (values) => values.map((value, i) => (i < start - 1 ? value : null));
      const known = { name: word("arm_base"), colour: contents.colours.grey, mean: past(before.curves.deep_participation.mean) };
      const chart = new Prediction({ years: answer.years, lines: [known], from: start, top, label, yours, ondraw: () => {} });
      chart.ondraw = () => {
        remember("prediction", chart.yours);
        reveal.disabled = !drawnEnough(chart);
      };
      leaving.push(() => chart.destroy());
      const reveal = button(word("predict_show"), () => show(answer), { class: "primary", disabled: !drawnEnough(chart) });
      const again = button(word("predict_again"), () => {
        remember("prediction", null);
        shown.delete("predict");
        render();
      });
      actions.replaceChildren(reveal, again);

      function show(first) {
        shown.add("predict");
        reveal.disabled = true;
        chart.box.classList.remove("drawable");
        how.hidden = true;
        const tell = (found) => {
          const lines = [line(found.arms[0], word("arm_base"), contents.colours.grey), line(found.arms[1], inLang(found.reforms[0].title), contents.colours.blue)];
          chart.show(lines, word("worlds", { n: found.worlds }));
          const truth = found.arms[1].curves.deep_participation.mean;
          const misses = chart.yours.map((value, i) => (value === null ? null : Math.abs(value - truth[i]))).filter((value) => value !== null);
          const off = misses.reduce((sum, value) => sum + value, 0) / Math.max(1, misses.length);
          said.replaceChildren(el("p", { class: "big" }, word("predict_off", { off: (100 * off).toFixed(1) })), ...effectSaid(found.reforms[0], found).map((each) => el("p", {}, each)));
          said.dataset.worlds = String(found.worlds);
        };
        tell(first);
        const mine = turn;
        if (source.more > source.first) source.answer(demonstration.setting, source.more).then((more) => mine === turn && tell(more)).catch(() => {});
      }

      figure.append(chart.element);
      if (shown.has("predict") && drawnEnough(chart)) show(answer);
    });
    const sum = inLang(demonstration.sum);
    return [text(word("predict_text", { start, sum, last: years }), how, actions, said), figure];
  },

  lever() {
    const [number, stop] = leverOf(state.setting);
    const chosen = newId("lever");
    const strength = newId("strength");
    const select = el("select", { id: chosen }, ...contents.levers.map((lever, i) => el("option", { value: String(i) }, inLang(lever.name))));
    select.value = String(number);
    const range = el("input", { type: "range", id: strength, min: "0", step: "1" });
    const said = el("span", { class: "strength" });
    const parts = effectParts(settingOf(number, stop));
    const fit = (to) => {
      range.max = String(contents.levers[Number(select.value)].values.length - 1);
      range.value = String(to);
    };
    const tell = () => {
      const lever = contents.levers[Number(select.value)];
      said.textContent = strengthSaid(lever, Number(range.value));
      range.setAttribute("aria-valuetext", said.textContent);
    };
    const moved = () => {
      tell();
      state.setting = settingOf(Number(select.value), Number(range.value));
      writeLink();
      parts.show(state.setting);
    };
    select.addEventListener("change", () => { fit(1); moved(); });
    range.addEventListener("input", moved);
    fit(stop);
    tell();
    return [
      text(word("lever_text", { start: contents.start }), el("label", { for: chosen }, word("lever_choose")), select, el("p", {}, el("label", { for: strength }, word("lever_strength")), " ", said), range, parts.findings),
      el("div", { class: "figure" }, parts.chart.element),
    ];
  },

  because() {
    const [number, stop] = leverOf(state.setting);
    const setting = settingOf(number, stop || 1);
    const figure = el("div", { class: "figure" });
    const counts = el("div", { class: "findings" });
    waiting(figure, () => source.city(setting), (data) => {
      state.tick ??= 2 * contents.years;
      figure.append(cityParts(data, { groups: true }).element);
      const number = data.groups.length;
      const rows = contents.groups.map((group, i) => ({ mark: badge(group), name: inLang(group.name), n: [...data.groups].filter((digit) => Number(digit) === i).length }));
      counts.prepend(el("p", {}, word("because_seen", { n: number })), el("ul", { class: "counts" }, ...rows.map(({ mark, name, n }) => el("li", {}, el("span", {}, labelled(name, "")), el("b", {}, String(n)), mark))));
    });
    const worlds = el("div", {});
    waiting(worlds, () => source.answer(setting, source.more), (answer) => {
      const { deadweight, deep_because: because } = answer.reforms[0].outcomes;
      worlds.append(el("p", {}, word("because_worlds", { n: answer.worlds })));
      const said = [[because, percentSaid(because.value, 1)]];
      if (deadweight.value !== null) said.push([deadweight, percentSaid(deadweight.value)]);
      worlds.append(el("ul", { class: "counts" }, ...said.map(([outcome, value]) => el("li", {}, el("span", {}, labelled(inLang(outcome), "")), el("b", {}, value)))));
    });
    const lever = contents.levers[number];
    counts.append(worlds);
    return [text(word("because_text"), el("p", { class: "question" }, `${inLang(lever.name)} ${strengthSaid(lever, stop || 1)}`), counts), figure];
  },

  budget() {
    const game = new GameStep(contents, source);
    leaving.push(() => game.destroy());
    return game.elements;
  },

  cliff() {
    const { ends } = contents.cliff;
    const label = inLang(contents.curves.deep_participation.name);
    const chart = new LessonChart({ years: [1, 2], lines: [], from: ends + 1, top: 0.4, label });
    const said = el("div", { class: "findings", "aria-live": "polite" });
    leaving.push(() => chart.destroy());
    const figure = el("div", { class: "figure" });
    const mine = turn;
    const show = (answer) => {
      figure.replaceChildren(chart.element);
      chart.years = answer.years;
      chart.top = topOf(answer.arms);
      const colours = [contents.colours.grey, contents.colours.orange, contents.colours.blue];
      chart.show(answer.arms.map((arm, i) => line(arm, i ? inLang(arm.title) : word("arm_base"), colours[i])), word("worlds", { n: answer.worlds }));
      const parts = [ends, ends + 5].flatMap((year) => [
        el("p", {}, word("cliff_at", { year })),
        el("ul", { class: "counts" }, ...answer.reforms.map((reform) => {
          const verdict = contents.verdicts[reform.by_year.verdict[year - 1]];
          return el("li", {}, el("b", {}, signedSaid(100 * reform.by_year.value[year - 1])), ` ${word("points")} · ${inLang(reform.title)}${aside(inLang(verdict))}`);
        })),
      ]);
      said.replaceChildren(...parts);
      said.dataset.worlds = String(answer.worlds);
    };
    waiting(figure, () => source.cliff(source.first), (answer) => {
      show(answer);
      if (source.more > source.first) source.cliff(source.more).then((more) => mine === turn && show(more)).catch(() => {});
    });
    return [text(word("cliff_text", { sum: inLang(contents.cliff.sum) }), said), figure];
  },

  why() {
    const figure = el("div", { class: "figure" });
    const account = el("div", { class: "account", "aria-live": "polite" });
    const id = newId("enterprise");
    const field = el("input", { id, type: "number", min: "1", step: "1", inputmode: "numeric" });
    let city = null;
    let asked = 0;
    const ask = (row) => {
      state.enterprise = row + 1;
      field.value = String(row + 1);
      city?.choose(row);
      document.getElementById("main").classList.add("asked");
      writeLink();
      const mine = ++asked;
      waiting(account, () => source.explanation(contents.why.setting, contents.years, row + 1), (explained) => {
        if (mine === asked) account.replaceChildren(...termsOf(explained));
      });
    };
    waiting(figure, () => source.city(contents.why.setting), (data) => {
      const parts = cityParts(data, { onpick: ask, still: true });
      city = parts.city;
      field.max = String(data.enterprises.x.length);
      figure.append(parts.element);
      if (state.enterprise > 0 && state.enterprise <= data.enterprises.x.length) ask(state.enterprise - 1);
    });
    const form = el("form", { class: "ask", onsubmit: (event) => { event.preventDefault(); const number = Number(field.value); if (Number.isInteger(number) && number >= 1 && number <= Number(field.max)) ask(number - 1); } }, el("label", { for: id }, word("why_choose")), field, el("button", { type: "submit" }, word("why_ask")));
    return [text(word("why_text"), form, account), figure];
  },

  mayor() {
    const id = newId("sentence");
    const choice = newId("figure");
    const area = el("textarea", { id, rows: "4", maxlength: "600", oninput: () => { remember("sentence", area.value); printed.textContent = area.value; } });
    area.value = recalled("sentence") ?? "";
    const printed = el("p", { class: "printed" }, area.value); // a field shows only the lines that fit
    const [number, stop] = leverOf(state.setting);
    const lever = contents.levers[number];
    const select = el("select", { id: choice }, el("option", { value: "lever" }, word("mayor_lever", { what: inLang(lever.name) })), el("option", { value: "cliff" }, word("mayor_cliff")));
    select.value = recalled("figure") ?? "lever";
    const figure = el("div", { class: "figure" });
    const chart = new LessonChart({ years: [1, 2], lines: [], from: contents.start, top: 0.4, label: inLang(contents.curves.deep_participation.name) });
    leaving.push(() => chart.destroy());
    let asked = 0;
    const show = () => {
      remember("figure", select.value);
      const mine = ++asked;
      const cliff = select.value === "cliff";
      waiting(figure, () => (cliff ? source.cliff(source.more) : source.answer(settingOf(number, stop || 1), source.more)), (answer) => {
        if (mine !== asked) return;
        figure.replaceChildren(chart.element);
        chart.from = cliff ? contents.cliff.ends + 1 : contents.start;
        chart.years = answer.years;
        chart.top = topOf(answer.arms);
        const colours = cliff ? [contents.colours.grey, contents.colours.orange, contents.colours.blue] : [contents.colours.grey, contents.colours.blue];
        chart.show(answer.arms.map((arm, i) => line(arm, i ? inLang(arm.title) : word("arm_base"), colours[i])), word("worlds", { n: answer.worlds }));
      });
    };
    select.addEventListener("change", show);
    show();
    return [
      text(word("mayor_text"), el("label", { for: id }, word("mayor_sentence")), area, printed, el("p", { class: "how" }, word("mayor_kept")), el("label", { for: choice }, word("mayor_figure")), select, button(word("mayor_print"), () => window.print(), { class: "primary" })),
      figure,
    ];
  },
};

function drawnEnough(chart) {
  return chart.yours.filter((share) => share !== null).length >= 3;
}

// The terms of a choice as bars to the left and the right of nothing, one row for each arm.
function termsOf(explained) {
  const largest = Math.max(1, ...explained.bars.flatMap((bar) => bar.values.map(Math.abs)), ...explained.worths.flatMap((worth) => worth.values.map(Math.abs)));
  const bar = (value, arm) => {
    const width = (50 * Math.abs(value)) / largest;
    return drawn("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", class: "term", "aria-hidden": "true" }, drawn("rect", { x: value < 0 ? 50 - width : 50, y: 0, width, height: 10, class: `${value < 0 ? "against" : "for"} arm-${arm}` }), drawn("line", { x1: 50, x2: 50, y1: 0, y2: 10, class: "zero" }));
  };
  const names = explained.arms.map((arm, i) => (i ? inLang(arm.title) : word("arm_base")));
  const depth = inLang(contents.depths[explained.depth].name);
  const rows = [...explained.bars.map((each) => [inLang(each), each.values]), [labelled(depth, word("why_total")), explained.worths.find((worth) => worth.depth === explained.depth).values]];
  return [
    el("p", { class: "big" }, word("why_who", { n: explained.enterprise, field: explained.field, workers: explained.workers.toLocaleString("en-US") })),
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": word("why") },
      el(
        "table",
        { class: "terms" },
        el("caption", {}, depth, aside(word("why_unit"))),
        el("thead", {}, el("tr", {}, el("td", {}), ...names.map((name) => el("th", { scope: "col" }, name)))),
        el("tbody", {}, ...rows.map(([name, values]) => el("tr", {}, el("th", { scope: "row" }, name), ...values.map((value, arm) => el("td", {}, bar(value, arm), el("span", {}, signedSaid(value))))))),
        el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, word("why_chance")), ...explained.arms.map((arm) => el("td", {}, percentSaid(arm.chance))))),
      ),
    ),
    el("p", {}, inLang(explained.sentence)),
  ];
}

// --- begin ----------------------------------------------------------------------------------------------------------

async function begin() {
  try {
    contents = await source.contents();
  } catch (error) {
    page.replaceChildren(el("p", { role: "alert" }, String(error.message)));
    return;
  }
  useWords(contents.words);
  readLink();
  render();
}

begin();
