// Every parameter, with unit, range, source and whether it is sourced, calibrated or assumed.
import { h, text } from "./dom.js";
import { letters } from "./scenario.js";
import { say } from "./words.js";

const most = 60; // rows at a time; a search narrows them

// A value in words.
export function said(value, about) {
  const choice = about.choices.find(([name]) => name === value);
  if (choice) return choice[1];
  if (Array.isArray(value)) return `[${value.join(", ")}]`;
  return String(value);
}

export class Drawer {
  constructor(page) {
    this.page = page;
    this.find = h("input", { type: "search", "aria-label": say("find_parameter"), placeholder: say("find_parameter"), oninput: () => this.#fill() });
    this.note = h("p", { class: "note" });
    this.rows = h("div", { class: "scroll parameters", tabindex: "0", role: "group", "aria-label": say("parameters_title") });
    this.element = h("dialog", { class: "drawer", "aria-label": say("parameters_title") },
      h("div", { class: "drawer-head" }, h("h2", {}, say("parameters_title")), this.find,
        h("button", { type: "button", onclick: () => this.element.close() }, say("close"))),
      this.note, this.rows);
  }

  open() {
    this.#fill();
    this.element.showModal();
    this.find.focus();
  }

  update() {
    if (this.element.open) this.#fill();
  }

  #values(about) {
    const { state } = this.page;
    const reform = state.reforms[state.shown - 1];
    state.base.parameters ??= {};
    return about.of === "world" || !reform ? state.base.parameters : reform.parameters;
  }

  #fill() {
    const { catalogue, state } = this.page;
    const arm = state.shown ? say("tab_reform", { letter: letters[state.shown - 1] }) : say("tab_base");
    text(this.note, say("parameters_note", { arm }));
    const sought = this.find.value.trim().toLowerCase();
    const found = catalogue.parameters.filter((about) =>
      !sought || `${about.name} ${about.label} ${about.source} ${about.status_label} ${catalogue.parameter_groups[about.group]}`.toLowerCase().includes(sought));
    const active = document.activeElement?.dataset?.parameter;
    const blocks = [];
    let group = null;
    for (const about of found.slice(0, most)) {
      if (about.group !== group) {
        group = about.group;
        blocks.push(h("tr", { class: "parameter-group" }, h("th", { colspan: 6, scope: "rowgroup" }, catalogue.parameter_groups[group])));
      }
      blocks.push(this.#row(about));
    }
    const head = ["parameter", "value", "range", "status", "source"].map((key) => h("th", { scope: "col" }, say(key)));
    this.rows.replaceChildren(
      found.length ? h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, blocks)) : h("p", {}, say("none_found")),
      ...(found.length > most ? [h("p", { class: "note" }, `… ${found.length - most}`)] : []));
    if (active) this.rows.querySelector(`[data-parameter="${active}"]`)?.focus();
  }

  #row(about) {
    const values = this.#values(about);
    const changed = about.name in values;
    const value = changed ? values[about.name] : about.default;
    const set = (to) => this.page.change(() => {
      const same = JSON.stringify(to) === JSON.stringify(about.default);
      if (same) delete values[about.name];
      else values[about.name] = to;
    });
    return h("tr", { class: changed ? "changed" : null },
      h("th", { scope: "row" }, about.label, h("code", {}, about.name)),
      h("td", {}, this.#control(about, value, set), changed
        ? h("button", { type: "button", class: "small", "aria-label": say("undo", { what: about.label }), onclick: () => set(about.default) }, "↶") : null),
      h("td", {}, `${range(about)} ${about.unit}`.trim()),
      h("td", {}, h("span", { class: `status ${about.status}` }, about.status_label), h("span", { class: "of" }, say(`of_${about.of}`))),
      h("td", { class: "source" }, about.source));
  }

  #control(about, value, set) {
    const common = { "aria-label": about.label, "data-parameter": about.name };
    if (about.kind === "choice") {
      return h("select", { ...common, onchange: (event) => set(event.target.value) },
        about.choices.map(([name, label]) => h("option", { value: name, selected: name === value }, label)));
    }
    if (about.kind === "numbers" || about.optional) {
      return h("input", { ...common, type: "text", value: Array.isArray(value) ? value.join(", ") : String(value),
        onchange: (event) => set(parsed(event.target.value, about)) });
    }
    return h("input", { ...common, type: "number", min: about.low, max: about.high, step: about.kind === "count" ? 1 : "any", value,
      onchange: (event) => Number.isFinite(event.target.valueAsNumber) && set(event.target.valueAsNumber) });
  }
}

function range(about) {
  if (about.kind === "choice") return "";
  const [low, high] = about.plausible ?? [about.low, about.high];
  return `${low} – ${high}`;
}

// What somebody typed: a list of numbers, "none", or a number. What it is not, the server says.
function parsed(typed, about) {
  const words = typed.split(/[,，\s]+/).filter(Boolean);
  if (about.kind === "numbers") return words.map(Number);
  return words[0] === "none" || words.length === 0 ? "none" : Number(words[0]);
}
