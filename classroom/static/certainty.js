// How sure the effects are beyond chance: on request, in other parameter sets that fit, while the page stays usable.
import { follow } from "./api.js";
import { h, svg, text } from "./dom.js";
import { clearFailure, fail } from "./main.js";
import { signed } from "./numbers.js";
import { looks } from "./charts.js";
import { arms } from "./scenario.js";
import { say } from "./words.js";

export class Certainty {
  #under = null; // what stops the request that is under way
  #asked = ""; // settings and outputs of that request, or of what is shown
  #shown = false;

  constructor(page) {
    this.page = page;
    this.start = h("button", { type: "button", onclick: () => this.#ask() }, say("certainty_title"));
    this.halt = h("button", { type: "button", hidden: true, onclick: () => this.#stop(say("certainty_stopped")) }, say("certainty_stop"));
    this.about = h("span", { class: "note" }, say("certainty_about"));
    this.progress = h("progress", { "aria-label": say("certainty_progress") });
    this.count = h("span", { class: "note" });
    this.way = h("span", { class: "way", hidden: true }, this.progress, this.count);
    this.said = h("p", { class: "note", role: "status" });
    this.title = h("h2", { hidden: true }, say("certainty_title"));
    this.found = h("div", { class: "found", tabindex: "-1" });
    this.element = h("section", { class: "certainty", "aria-label": say("certainty_title"), hidden: true },
      this.title, h("p", { class: "ask" }, this.start, this.halt, this.way, this.about), this.said, this.found);
  }

  // The page shows other settings, or the same ones with other outputs.
  update() {
    const { state } = this.page;
    this.element.hidden = state.reforms.length === 0;
    if (!this.#asked) return;
    const same = this.#settings() === this.#asked.settings;
    if (this.#under && !same) this.#stop(say("certainty_changed"));
    if (same && state.metrics.join() !== this.#asked.metrics) {
      this.#ask(); // the same simulations answer it
      return;
    }
    if (!this.#shown) return;
    this.found.classList.toggle("old", !same);
    this.start.hidden = same;
    text(this.said, same ? this.result : say("certainty_old"));
  }

  leave() {
    this.#under?.abort();
  }

  #settings() {
    return JSON.stringify(arms(this.page.state, this.page.catalogue));
  }

  async #ask() {
    this.#under?.abort();
    const under = new AbortController();
    this.#under = under;
    const { metrics } = this.page.state;
    this.#asked = { settings: this.#settings(), metrics: metrics.join() };
    clearFailure();
    this.#running(true);
    try {
      const body = { ...arms(this.page.state, this.page.catalogue), lang: this.page.lang, metrics };
      const answer = await follow("certainty", body, (line) => this.#goesOn(line), under.signal);
      if (answer.message) throw new Error(answer.message);
      if (!answer.outcomes) throw new Error(say("certainty_cut"));
      this.#draw(answer);
      this.#under = null;
      this.#running(false);
    } catch (error) {
      if (this.#under !== under) return; // replaced or stopped, and something else is said
      this.#stop("");
      fail(error instanceof TypeError ? new Error(say("certainty_cut")) : error);
    }
  }

  #stop(why) {
    const under = this.#under;
    this.#under = null;
    under?.abort();
    this.#asked = "";
    this.#shown = false;
    this.found.replaceChildren();
    text(this.said, why);
    this.#running(false);
  }

  // One of two buttons is seen; whoever had pressed the other has the focus on what comes in its place.
  #running(goesOn) {
    const held = [this.start, this.halt].includes(document.activeElement);
    this.halt.hidden = !goesOn;
    this.start.hidden = goesOn || this.#shown;
    this.about.hidden = goesOn || this.#shown;
    this.way.hidden = true;
    this.title.hidden = !this.#shown;
    text(this.start, say(this.#shown ? "certainty_again" : "certainty_title"));
    if (held) [this.halt, this.start, this.found].find((one) => !one.hidden).focus({ preventScroll: true });
  }

  #goesOn({ done, of, before, sets, worlds }) {
    if (done === undefined) return;
    this.way.hidden = before > 0;
    this.progress.max = of;
    this.progress.value = done;
    text(this.count, say("certainty_done", { done, of }));
    text(this.said, before ? say("certainty_wait", { n: before }) : say("certainty_begun", { sets, worlds }));
  }

  #draw(answer) {
    this.#shown = true;
    this.result = say("certainty_found", answer);
    text(this.said, this.result);
    this.found.classList.remove("old");
    const key = (className, label) => h("span", { class: `key ${className}` }, label);
    this.found.replaceChildren(
      h("p", { class: "bar-numbers" }, key("mean", say("certainty_effect")), key("chance", answer.parts.of_chance),
        key("whole", answer.parts.of_both), key("set", say("certainty_one_set"))),
      h("div", { class: "charts" }, answer.outcomes.map((outcome) => this.#outcome(outcome, answer.parts))),
      h("details", { class: "numbers" }, h("summary", {}, say("certainty_how")), h("p", { class: "note" }, answer.note)));
  }

  #outcome({ metric, label, unit, digits, reforms }, parts) {
    const range = rangeOf(reforms);
    return h("div", { class: "panel", "data-metric": metric }, h("h3", {}, `${label} · ${unit}`),
      reforms.map((reform, i) => h("div", { class: `effect arm-${i + 1}`, "data-verdict": reform.verdict },
        h("p", { class: "in-sets" }, h("b", {}, looks[i + 1].mark), ` ${reform.sentence}`),
        nested(reform, range),
        h("p", { class: "bar-numbers" },
          written("key mean", say("certainty_effect"), reform.change),
          written("key chance", parts.of_chance, reform.chance),
          written("key whole", parts.of_both, reform.whole),
          written("", parts.from_parameters, reform.from_parameters)))),
      axis(range, digits));
  }
}

function written(className, label, value) {
  return h("span", { class: className }, `${label} `, h("strong", {}, value || say("certainty_none")));
}

// Ends of a common scale of an output, with zero in it.
function rangeOf(reforms) {
  const values = reforms.flatMap(({ drawn, by_set }) => [...Object.values(drawn), ...by_set]).filter((value) => value !== null);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const room = 0.09 * (high - low || 1);
  return [low - room, high + room];
}

function place(value, [low, high]) {
  return `${((100 * (value - low)) / (high - low)).toFixed(3)}%`;
}

// Chance alone within chance and parameters, the mean on both, and a stroke for each parameter set.
function nested({ drawn, by_set }, range) {
  const at = (value) => place(value, range);
  const bar = (name, low, high, y, height) => (low === null || high === null || high <= low ? [] : [
    svg("rect", { class: name, x: at(low), width: `${parseFloat(at(high)) - parseFloat(at(low))}%`, y, height }),
  ]);
  const stroke = (name, value, y1, y2) => svg("line", { class: name, x1: at(value), x2: at(value), y1, y2 });
  return svg("svg", { class: "nested", "aria-hidden": "true" },
    ...bar("whole", drawn.low, drawn.high, 3, 20),
    ...bar("chance", drawn.chance_low, drawn.chance_high, 8, 10),
    stroke("zero", 0, 0, 38),
    ...(drawn.effect === null ? [] : [svg("circle", { class: "mean", cx: at(drawn.effect), cy: 13, r: 4.5 })]),
    ...by_set.filter((value) => value !== null).map((value) => stroke("set", value, 27, 37)));
}

function axis(range, digits) {
  const span = range[1] - range[0];
  const rough = span / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const ticks = [];
  for (let k = Math.ceil(range[0] / step); k * step <= range[1]; k++) ticks.push(k * step);
  const shown = Math.max(0, Math.min(digits + 2, -Math.floor(Math.log10(step) + 1e-9)));
  const inside = ticks.filter((tick) => (tick - range[0]) / span > 0.05 && (range[1] - tick) / span > 0.05);
  return svg("svg", { class: "scale", "aria-hidden": "true" },
    svg("line", { x1: "0", x2: "100%", y1: 1, y2: 1 }),
    ...inside.map((tick) => svg("text", { x: place(tick, range), y: 17 }, signed(tick, shown))));
}
