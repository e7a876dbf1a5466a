// Curves over twenty years with their bands, as SVG: sharp on a wall, with a sentence and a table for who does not see.

import { el, drawn, newId, numbersTable } from "./lesson_dom.js";
import { percentSaid, word } from "./lesson_words.js";

const DASHES = ["none", "10 6", "3 6"];

// lines: [{ name, colour, mean, low, high }], shares by year. `yours`, if given, is the curve of who predicts.
export class LessonChart {
  constructor({ years, lines, from, top, label, yours, ondraw }) {
    Object.assign(this, { years, lines, from, top, label, yours, ondraw });
    this.chosen = 0;
    this.box = el("div", { class: "chart-box" });
    this.legend = el("ul", { class: "legend" });
    this.note = el("p", { class: "chart-note" });
    this.numbers = el("div");
    this.title = el("p", { class: "chart-title" }, label);
    this.element = el("figure", { class: "chart" }, this.title, this.legend, this.box, el("figcaption", {}, this.note, this.numbers));
    this.observer = new ResizeObserver(() => this.paint());
    this.observer.observe(this.box);
  }

  destroy() {
    this.observer.disconnect();
  }

  show(lines, note = "") {
    this.lines = lines;
    this.note.textContent = note;
    this.paint();
  }

  paint() {
    const width = this.box.clientWidth;
    const height = this.box.clientHeight;
    if (!width || !height) return;
    const font = parseFloat(getComputedStyle(this.box).fontSize);
    const [left, right, above, below] = [3.4 * font, 1.2 * font, 0.7 * font, 2.6 * font];
    const last = this.years[this.years.length - 1];
    this.x = (year) => left + ((year - 1) / (last - 1)) * (width - left - right);
    this.y = (share) => height - below - (share / this.top) * (height - above - below);
    this.yearAt = (px) => Math.max(1, Math.min(last, Math.round(1 + ((px - left) / (width - left - right)) * (last - 1))));
    this.shareAt = (py) => Math.max(0, Math.min(this.top, ((height - below - py) / (height - above - below)) * this.top));
    const parts = [];
    const step = this.top > 0.6 ? 0.2 : this.top > 0.25 ? 0.1 : 0.05;
    for (let share = 0; share <= this.top + 1e-9; share += step) {
      const y = this.y(share);
      parts.push(drawn("line", { x1: left, x2: width - right, y1: y, y2: y, class: "grid" }));
      parts.push(drawn("text", { x: left - 8, y: y + 0.35 * font, "text-anchor": "end" }, percentSaid(share)));
    }
    for (const year of this.years.filter((each) => each === 1 || each % 5 === 0)) {
      parts.push(drawn("text", { x: this.x(year), y: height - below + 1.15 * font, "text-anchor": "middle" }, String(year)));
    }
    parts.push(drawn("text", { x: (left + width - right) / 2, y: height - 0.3 * font, "text-anchor": "middle" }, word("year")));
    if (this.from) parts.push(drawn("line", { x1: this.x(this.from), x2: this.x(this.from), y1: above, y2: height - below, class: "from" }));
    this.lines.forEach((line) => {
      if (line.low) parts.push(drawn("path", { d: this.band(line), fill: line.colour, class: "band" }));
    });
    this.lines.forEach((line, i) => {
      parts.push(drawn("path", { d: this.path(line.mean), stroke: line.colour, "stroke-dasharray": DASHES[i % 3], class: "line" }));
    });
    if (this.yours) {
      parts.push(drawn("path", { d: this.path(this.yours), class: "yours" }));
      this.yours.forEach((share, i) => {
        if (share !== null) parts.push(drawn("circle", { cx: this.x(this.years[i]), cy: this.y(share), r: i === this.chosen ? 9 : 5, class: "yours-dot" }));
      });
    }
    const title = newId("chart");
    const picture = drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": this.ondraw ? "true" : null, role: this.ondraw ? null : "img", "aria-labelledby": this.ondraw ? null : title }, drawn("title", { id: title }, this.sentence()), ...parts);
    this.box.replaceChildren(picture);
    this.key();
    this.table();
  }

  key() {
    const entries = this.lines.map((line, i) =>
      el("li", {}, drawn("svg", { width: 44, height: 14, "aria-hidden": "true" }, drawn("line", { x1: 2, x2: 42, y1: 7, y2: 7, stroke: line.colour, "stroke-width": 5, "stroke-dasharray": DASHES[i % 3] })), line.name),
    );
    if (this.yours) entries.push(el("li", {}, drawn("svg", { width: 44, height: 14, "aria-hidden": "true" }, drawn("line", { x1: 2, x2: 42, y1: 7, y2: 7, class: "yours" }), drawn("circle", { cx: 22, cy: 7, r: 5, class: "yours-dot" })), word("predict_yours")));
    this.legend.replaceChildren(...entries);
  }

  table() {
    const series = this.lines.map((line) => [line.name, line.mean]);
    if (this.yours) series.push([word("predict_yours"), this.yours]);
    const rows = this.years.map((year, i) => [String(year), ...series.map(([, values]) => percentSaid(values[i], 1))]);
    const open = this.numbers.querySelector("details")?.open;
    const table = numbersTable(word("table"), [word("year"), ...series.map(([name]) => name)], rows);
    table.open = Boolean(open);
    this.numbers.replaceChildren(table);
  }

  // What the chart shows, in one sentence.
  sentence() {
    const last = this.years.length - 1;
    const said = this.lines.map((line) => `${line.name}: ${percentSaid(line.mean[0])} → ${percentSaid(line.mean[last])}`);
    return `${this.label}. ${said.join("; ")}`;
  }

  path(values) {
    let pen = "M";
    return values
      .map((share, i) => {
        if (share === null) {
          pen = "M";
          return "";
        }
        const step = `${pen}${this.x(this.years[i]).toFixed(1)},${this.y(share).toFixed(1)}`;
        pen = "L";
        return step;
      })
      .join("");
  }

  band(line) {
    const there = this.years.map((year, i) => `${this.x(year).toFixed(1)},${this.y(line.high[i] ?? line.mean[i] ?? 0).toFixed(1)}`);
    const back = this.years.map((year, i) => `${this.x(year).toFixed(1)},${this.y(line.low[i] ?? line.mean[i] ?? 0).toFixed(1)}`).reverse();
    return `M${there.join("L")}L${back.join("L")}Z`;
  }
}

// A chart on which somebody draws what will happen from a year on, with finger, mouse or keys.
export class Prediction extends LessonChart {
  constructor(spec) {
    super({ ...spec, ondraw: true });
    this.first = this.years.indexOf(spec.from);
    this.chosen = this.first;
    this.element.setAttribute("role", "group");
    Object.entries({ tabindex: "0", role: "slider", "aria-orientation": "vertical", "aria-valuemin": "0", "aria-valuemax": String(Math.round(100 * this.top)) }).forEach(([name, value]) => this.box.setAttribute(name, value));
    this.box.classList.add("drawable");
    this.box.addEventListener("pointerdown", (event) => this.begin(event));
    this.box.addEventListener("pointermove", (event) => this.drag(event));
    this.box.addEventListener("keydown", (event) => this.press(event));
    this.said();
  }

  begin(event) {
    this.box.setPointerCapture(event.pointerId);
    this.last = null;
    this.drag(event);
  }

  drag(event) {
    if (!this.box.hasPointerCapture(event.pointerId)) return;
    const box = this.box.getBoundingClientRect();
    const place = this.years.indexOf(this.yearAt(event.clientX - box.left));
    this.set(place, this.shareAt(event.clientY - box.top));
  }

  // Set a year, and those between it and the last that was set, so that a quick stroke leaves no holes.
  set(place, share) {
    const here = Math.max(place, this.first);
    const from = this.last ?? here;
    const before = this.yours[from] ?? share;
    const steps = Math.abs(here - from);
    for (let k = 0; k <= steps; k++) {
      const at = from + Math.sign(here - from) * k;
      this.yours[at] = steps ? before + ((share - before) * k) / steps : share;
    }
    this.last = here;
    this.chosen = here;
    this.paint();
    this.said();
    this.ondraw(this.yours);
  }

  press(event) {
    const last = this.years.length - 1;
    const moves = { ArrowLeft: -1, ArrowRight: 1 };
    const changes = { ArrowUp: 0.01, ArrowDown: -0.01 };
    if (event.key in moves) {
      this.chosen = Math.max(this.first, Math.min(last, this.chosen + moves[event.key]));
      this.last = null;
      const near = this.yours[this.chosen] ?? this.yours[this.chosen - moves[event.key]] ?? this.lines[0].mean[this.first - 1];
      this.set(this.chosen, near);
    } else if (event.key in changes) {
      const now = this.yours[this.chosen] ?? this.lines[0].mean[this.first - 1];
      this.last = null;
      this.set(this.chosen, Math.max(0, Math.min(this.top, now + changes[event.key])));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  get complete() {
    return this.yours.slice(this.first).every((share) => share !== null);
  }

  said() {
    const share = this.yours[this.chosen];
    const value = share === null ? word("predict_empty") : percentSaid(share);
    const text = word("predict_area", { year: word("year_now", { n: this.years[this.chosen] }), value });
    this.box.setAttribute("aria-label", `${this.label}. ${word("predict_how")}`);
    this.box.setAttribute("aria-valuetext", text);
    this.box.setAttribute("aria-valuenow", String(Math.round(100 * (share ?? 0))));
  }
}
