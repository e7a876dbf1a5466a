// The sweep that the server was started with: a heat map of two factors, and each of its points one click away.
import { get } from "./api.js";
import { h } from "./dom.js";
import { fail } from "./main.js";
import { address, read, replace } from "./state.js";
import { say } from "./words.js";

const usual = "deep_participation";

class SweepPage {
  constructor(root, lang, about) {
    this.root = root;
    this.lang = lang;
    this.about = about;
    this.map = h("div", { class: "map" });
    this.note = h("p", { class: "note", role: "status" });
    this.choices = h("div", { class: "choices" });
    root.replaceChildren(h("h1", { class: "part-title" }, about.title), about.question ? h("p", {}, about.question) : "", this.choices, this.map, this.note);
  }

  open(own) {
    const keys = this.about.factors.map((factor) => factor.key);
    const metrics = this.about.metrics.map((metric) => metric.name);
    const x = keys.includes(own?.x) ? own.x : keys[0];
    const others = keys.filter((key) => key !== x);
    const y = others.includes(own?.y) ? own.y : others[0] ?? "";
    const metric = [own?.metric, usual, ...metrics].find((name) => metrics.includes(name));
    this.state = { x, y, metric };
    this.#drawChoices();
    this.ask();
  }

  leave() {
    this.asking?.abort();
  }

  async ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const query = new URLSearchParams(this.state);
      this.#draw(await get(`sweep/map/${this.lang}?${query}`, this.asking.signal));
    } catch (error) {
      fail(error);
    }
  }

  #change(name, value) {
    const { x, y } = this.state;
    const swapped = { x: { y: x }, y: { x: y } }[name] ?? {};
    this.state = { ...this.state, ...(value === { x: y, y: x }[name] ? swapped : {}), [name]: value };
    replace({ ...read(), part: "sweep", place: "", lang: this.lang, own: this.state });
    this.#drawChoices();
    this.ask();
  }

  #drawChoices() {
    const { factors, metrics } = this.about;
    const focused = document.activeElement?.dataset?.choice;
    const choice = (name, label, options) =>
      h("label", {}, h("span", {}, label),
        h("select", { "data-choice": name, onchange: (event) => this.#change(name, event.target.value) },
          options.map(([value, said]) => h("option", { value, selected: value === this.state[name] }, said))));
    const keys = factors.map((factor) => [factor.key, factor.label]);
    this.choices.replaceChildren(
      choice("metric", say("sweep_metric"), metrics.map((metric) => [metric.name, metric.label])),
      choice("x", say("sweep_across"), keys),
      ...(keys.length > 1 ? [choice("y", say("sweep_down"), keys)] : []));
    if (focused) this.choices.querySelector(`[data-choice="${focused}"]`)?.focus();
  }

  #draw(map) {
    const { x, y, cells, colours } = map;
    const cell = (row, column) => {
      const value = cells[row][column];
      if (value === null) return h("td", { class: "empty" }, say("sweep_none"));
      const words = { x: x.label, column: x.values[column], y: y.label, row: y.values[row], value };
      const button = h("button", {
        type: "button", "data-cell": `${column},${row}`, title: say(y.key ? "sweep_cell" : "sweep_cell_alone", words),
        onclick: () => this.#openPoint(column, row),
      }, value);
      [button.style.backgroundColor, button.style.color] = colours[row][column];
      return h("td", {}, button);
    };
    // the values of a vertical axis rise upwards, as in the figures
    const rows = cells.map((_, row) =>
      h("tr", {}, h("th", { scope: "row" }, y.values[row]), x.values.map((_, column) => cell(row, column)))).reverse();
    this.map.replaceChildren(
      h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": map.metric },
        h("table", { class: "heat" }, h("caption", {}, map.metric),
          h("thead", {},
            h("tr", {}, h("td", {}), h("th", { scope: "colgroup", colspan: x.values.length }, x.label)),
            h("tr", {}, h("th", { scope: "col" }, y.label || "–"), x.values.map((value) => h("th", { scope: "col" }, value)))),
          h("tbody", {}, rows))));
    const { runs, of, seeds } = this.about;
    const over = Array.isArray(map.over)
      ? map.over.length ? say("sweep_over", { factors: map.over.join(this.lang === "zh" ? "、" : ", ") }) : ""
      : say("sweep_over_many", { k: map.over });
    const said = [say("sweep_runs", { runs, of, seeds }), map.error ? say("sweep_error", { error: map.error }) : "", over,
      map.binned ? say("sweep_binned") : "", say(over || map.binned ? "sweep_open_first" : "sweep_open")];
    this.note.textContent = said.filter(Boolean).join(this.lang === "zh" ? "" : " ");
    this.root.dataset.drawn = `${this.state.metric} ${x.key} ${y.key}`;
  }

  // A link to the comparison of this point, as if it had been put together there.
  async #openPoint(column, row) {
    const { x, y, metric } = this.state;
    try {
      const point = await get(`sweep/point?${new URLSearchParams({ x, y, column, row })}`);
      const name = { en: `Point ${point.point + 1} of the sweep`, zh: `参数扫描的第${point.point + 1}个点` };
      const reforms = point.reform ? [{ from: null, title: name, ...point.reform }] : [];
      const metrics = [metric, ...["deep_participation", "participation", "training_quality", "public_spending"].filter((one) => one !== metric)];
      const own = { base: point.base, reforms, shown: reforms.length, metrics: metrics.slice(0, 4) };
      location.hash = address({ part: "compare", place: "", lang: this.lang, own });
    } catch (error) {
      fail(error);
    }
  }
}

let page = null;

export async function show(root, state) {
  if (page === null || page.lang !== state.lang) page = new SweepPage(root, state.lang, await get(`sweep/about/${state.lang}`));
  page.open(state.own);
  return () => {
    page.leave();
    page = null;
  };
}
