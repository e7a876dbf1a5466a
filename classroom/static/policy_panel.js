// The levers as sliders: each has a few stops, the first of which leaves it alone.

import { el, newId } from "./lesson_dom.js";
import { inLang, word } from "./lesson_words.js";

export function strengthSaid(lever, stop) {
  if (!stop) return word("lever_none");
  const value = lever.values[stop];
  const shown = `${value > 0 ? "+" : "−"}${Math.abs(value)}`;
  return `${shown} ${inLang(lever.unit)}`.trim();
}

export class PolicyPanel {
  constructor(levers, onchange) {
    this.levers = levers;
    this.inputs = [];
    this.outputs = [];
    const rows = levers.map((lever) => {
      const id = newId("lever");
      const said = el("span", { class: "strength" });
      const input = el("input", {
        type: "range", id, min: "0", max: String(lever.values.length - 1), step: "1", value: "0",
        oninput: () => {
          this.tell();
          onchange?.(this.code);
        },
      });
      this.inputs.push(input);
      this.outputs.push(said);
      return el("div", { class: "lever" }, el("label", { for: id }, inLang(lever.name)), said, input);
    });
    this.element = el("div", { class: "levers" }, ...rows);
    this.tell();
  }

  get code() {
    return this.inputs.map((input) => input.value).join("");
  }

  set code(code) {
    this.inputs.forEach((input, i) => {
      input.value = code[i] ?? "0";
    });
    this.tell();
  }

  tell() {
    this.levers.forEach((lever, i) => {
      const said = strengthSaid(lever, Number(this.inputs[i].value));
      this.outputs[i].textContent = said;
      this.inputs[i].setAttribute("aria-valuetext", said);
    });
  }
}
