// The instruments as cards: a slider for each strength, and dates on a timeline.
import { h, svg, text } from "./dom.js";
import { plain } from "./numbers.js";
import { say } from "./words.js";

const dates = ["start", "end", "phase_in", "announced"];

// Strength of a policy in a year, as a share of its full strength (simulation/policies/policy.py).
function strength(policy, year) {
  const start = policy.start ?? 1;
  if (year < start || (policy.end && year > policy.end)) return 0;
  return policy.phase_in ? Math.min(1, (year - start + 1) / policy.phase_in) : 1;
}

export function timing(policy, field) {
  const start = policy.start ?? 1;
  if (field?.once) return say("once", { start });
  const said = [policy.end ? say("from_to", { start, end: policy.end }) : say("from_year", { start })];
  if (policy.phase_in) said.push(say("phased", { n: policy.phase_in }));
  if (policy.announced) said.push(say("known", { n: policy.announced }));
  return said.join(" · ");
}

// What a policy adds, in words: one line for each strength that is not zero.
export function lines(policy, catalogue) {
  const instrument = catalogue.instruments[policy.kind];
  return instrument.fields
    .filter((field) => policy[field.name])
    .map((field) => {
      const by = policy[field.name];
      return `${instrument.label}: ${by > 0 ? "+" : ""}${plain(by)} ${field.unit} (${level(field, by)}), ${timing(policy, field)}`;
    });
}

function level(field, by) {
  const after = Math.min(Math.max(field.standing + by, field.floor), field.ceiling);
  return say("standing", { before: plain(field.standing), after: plain(after) });
}

// A card. `policy` is null where the instrument is not in use; `changed(policy)` is called with what it becomes.
export class Card {
  constructor(kind, catalogue, years, changed) {
    this.kind = kind;
    this.years = years;
    this.changed = changed;
    this.instrument = catalogue.instruments[kind];
    this.policy = null;
    this.controls = {};
    this.remove = h("button", {
      type: "button", class: "small quiet", "aria-label": say("remove_policy", { what: this.instrument.label }),
      onclick: () => this.changed(null),
    }, "×");
    this.body = h("div", { class: "dates" });
    this.note = h("p", { class: "note" }, say("by_file"));
    this.drawing = h("div", { class: "timeline", role: "img" });
    this.element = h("section", { class: "card", "data-kind": kind, "aria-label": this.instrument.label },
      h("div", { class: "card-head" }, h("h3", {}, this.instrument.label), this.remove),
      this.instrument.fields.map((field) => this.#strength(field)), this.body);
    this.body.append(this.drawing, ...dates.map((name) => this.#date(name)), this.note);
  }

  show(policy) {
    this.policy = policy;
    this.element.classList.toggle("active", policy !== null);
    this.remove.hidden = policy === null;
    this.body.hidden = policy === null;
    for (const field of this.instrument.fields) {
      const value = policy?.[field.name] ?? 0;
      const { slider, number, result } = this.controls[field.name];
      if (document.activeElement !== number) number.value = value;
      if (Number(slider.value) !== value || document.activeElement !== slider) slider.value = value;
      slider.setAttribute("aria-valuetext", `${plain(value)} ${field.unit}`);
      text(result, level(field, value));
    }
    if (!policy) return;
    this.note.hidden = !(policy.schedule?.length || policy.feedback || policy.regions);
    for (const name of dates) {
      const { slider, shown } = this.controls[name];
      const value = this.#dateValue(name);
      slider.value = value;
      const said = name === "end" && !policy.end ? say("to_the_end") : String(value);
      slider.setAttribute("aria-valuetext", said);
      text(shown, said);
    }
    this.#drawTimeline();
  }

  #dateValue(name) {
    if (name === "start") return this.policy.start ?? 1;
    if (name === "end") return this.policy.end ?? this.years + 1;
    return this.policy[name] ?? 0;
  }

  #strength(field) {
    const set = (value) => {
      if (!Number.isFinite(value)) return;
      const by = Math.min(Math.max(value, field.least), field.most);
      const policy = { ...(this.policy ?? { kind: this.kind }) };
      if (by === 0 && !field.required) delete policy[field.name];
      else policy[field.name] = Number(by.toPrecision(10));
      const left = this.instrument.fields.some((other) => policy[other.name]);
      this.changed(left ? policy : null);
    };
    const label = this.instrument.fields.length > 1 || field.label !== this.instrument.label ? field.label : field.label;
    const slider = h("input", {
      type: "range", min: field.low, max: field.high, step: field.step, value: 0, "aria-label": `${label} (${field.unit})`,
      "data-field": field.name, oninput: (event) => set(Number(event.target.value)),
    });
    const number = h("input", {
      type: "number", min: field.least, max: field.most, step: "any", value: 0, "aria-label": `${label}, ${field.unit}`,
      oninput: (event) => event.target.value !== "" && set(Number(event.target.value)),
    });
    const result = h("span", { class: "level" });
    this.controls[field.name] = { slider, number, result };
    return h("div", { class: "strength" }, h("div", { class: "strength-label" }, h("span", {}, label), result),
      h("div", { class: "strength-row" }, slider, number, h("span", { class: "unit" }, field.unit)));
  }

  #date(name) {
    const [low, high] = { start: [1, this.years], end: [1, this.years + 1], phase_in: [0, 10], announced: [0, 10] }[name];
    const shown = h("span", { class: "date-value" });
    const slider = h("input", {
      type: "range", min: low, max: high, step: 1, value: low, "aria-label": say(name), "data-date": name,
      oninput: (event) => this.#setDate(name, Number(event.target.value)),
    });
    this.controls[name] = { slider, shown };
    return h("div", { class: "date" }, h("span", { class: "date-label" }, say(name)), slider, shown);
  }

  #setDate(name, value) {
    const policy = { ...this.policy };
    if (name === "start") {
      policy.start = value;
      if (policy.end && policy.end < value) policy.end = value;
    } else if (name === "end") {
      if (value > this.years) delete policy.end;
      else policy.end = Math.max(value, policy.start ?? 1);
    } else if (value === 0) delete policy[name];
    else policy[name] = value;
    this.changed(policy);
  }

  #drawTimeline() {
    const { policy, years } = this;
    const width = 300;
    const step = width / years;
    const start = policy.start ?? 1;
    const picture = svg("svg", { viewBox: `0 0 ${width} 34`, preserveAspectRatio: "none", "aria-hidden": "true" });
    picture.append(svg("line", { x1: 0, x2: width, y1: 30, y2: 30, class: "axis" }));
    for (let year = 1; year <= years; year++) {
      const tall = 26 * strength(policy, year);
      const known = policy.announced && year < start && year >= start - policy.announced;
      if (tall) picture.append(svg("rect", { x: (year - 1) * step + 0.5, y: 30 - tall, width: step - 1, height: tall, class: "acting" }));
      else if (known) picture.append(svg("rect", { x: (year - 1) * step + 0.5, y: 24, width: step - 1, height: 6, class: "known" }));
    }
    this.drawing.replaceChildren(picture);
    this.drawing.setAttribute("aria-label", `${say("timeline", { what: this.instrument.label })}: ${timing(policy)}`);
  }
}
