// The analyst's page: a baseline and up to three reforms in the same worlds, redrawn as a slider moves.
import { get, post, Latest } from "./api.js";
import { Controls } from "./controls.js";
import { h } from "./dom.js";
import { clearFailure, fail } from "./main.js";
import { Results } from "./results.js";
import { arms, brief, sound } from "./scenario.js";
import { read, replace } from "./state.js";
import { say } from "./words.js";

const quick = 5; // worlds at once: as many as a verdict needs
const fine = 20; // worlds when nothing moves
const calm = 250; // ms without a change before tables and further worlds are asked for
export const usualMetrics = ["deep_participation", "participation", "training_quality", "public_spending"];

const catalogues = {};
let page = null;

class Page {
  constructor(root, lang, catalogue) {
    this.root = root;
    this.lang = lang;
    this.catalogue = catalogue;
    this.runs = 0;
    this.timer = 0;
    this.controls = new Controls(this);
    this.results = new Results(this);
    root.replaceChildren(h("h1", { class: "hidden" }, say("nav_compare")), h("div", { class: "desk" }, this.controls.element, this.results.element));
    const ask = ({ asked, ...body }, signal) => post("compare", body, signal);
    this.first = new Latest(ask, (error, answer, { asked }) => this.#drawn(error, answer, asked));
    this.further = new Latest((body, signal) => this.#refine(body, signal), (error) => error && fail(error));
  }

  // Take over a state that came from a link.
  open(own) {
    this.state = sound(own, this.catalogue);
    this.state.metrics ??= [...usualMetrics];
    this.controls.draw();
    this.ask();
  }

  // The state has been changed by a control: `whole` where other controls are to be drawn.
  change(change, whole = false) {
    change(this.state);
    this.remember();
    if (whole) this.controls.draw();
    else this.controls.update();
    this.ask();
  }

  remember() {
    replace({ ...read(), part: "compare", place: "", lang: this.lang, own: brief(this.state, this.catalogue) });
  }

  body(worlds) {
    return { ...arms(this.state, this.catalogue), worlds, lang: this.lang };
  }

  ask() {
    clearTimeout(this.timer);
    this.further.stop();
    this.results.certainty.update();
    const asked = String(Number(this.root.dataset.asked ?? 0) + 1);
    this.root.dataset.asked = asked;
    this.first.want({ ...this.body(quick), metrics: this.state.metrics, asked });
  }

  leave() {
    clearTimeout(this.timer);
    this.first.stop();
    this.further.stop();
    this.results.certainty.leave();
    this.results.remove();
  }

  #drawn(error, answer, asked) {
    if (error) {
      this.results.failed();
      fail(error);
      return;
    }
    clearFailure();
    this.results.draw(answer);
    this.runs += 1;
    if (this.runs === 1) requestAnimationFrame(() => performance.mark("first-chart")); // measured by benchmarks/page.py
    this.root.dataset.answered = asked;
    this.root.dataset.runs = String(this.runs); // what tests and measurements wait for
    this.root.dataset.worlds = String(answer.worlds);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.further.want(true), calm);
  }

  // What takes longer, while nothing moves: tables, then more worlds for curves and tables.
  async #refine(_, signal) {
    const metrics = this.state.metrics;
    if (this.state.reforms.length) this.results.drawTables(await post("tables", this.body(quick), signal));
    this.results.refining(fine);
    this.results.draw(await post("compare", { ...this.body(fine), metrics }, signal));
    this.root.dataset.worlds = String(fine);
    if (this.state.reforms.length) this.results.drawTables(await post("tables", this.body(fine), signal));
    this.root.dataset.fine = String(this.runs);
  }
}

// Asked for while the frame is drawn.
const early = {};
function catalogueOf(lang) {
  early[lang] ??= get(`catalogue/${lang}`);
  return early[lang];
}
catalogueOf(read().lang);

export async function show(root, state) {
  if (page === null) {
    catalogues[state.lang] ??= await catalogueOf(state.lang);
    page = new Page(root, state.lang, catalogues[state.lang]);
  }
  page.open(state.own);
  return () => {
    page.leave();
    page = null;
  };
}
