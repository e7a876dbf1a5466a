// Curves with bands on canvas, by uPlot. Each has a sentence for those who do not see it, and its numbers as a table.
import { freshId, h, text } from "./dom.js";
import { say } from "./words.js";
import { signed, written } from "./numbers.js";

// Okabe and Ito, as in figures; a dash and a letter at the end of each line say the same a second time.
export const looks = [
  { colour: "#5a5a5a", dash: [], mark: "○" },
  { colour: "#0072b2", dash: [10, 4], mark: "A" },
  { colour: "#d55e00", dash: [3, 3], mark: "B" },
  { colour: "#009e73", dash: [12, 3, 3, 3], mark: "C" },
];

function veil(colour) {
  return `${colour}30`;
}

export class Chart {
  // `kind` is "level" (lines from 0 on where that is near) or "effect" (a line at zero, signs before numbers).
  constructor(kind) {
    this.kind = kind;
    this.heading = h("figcaption");
    this.place = h("div", { class: "plot", role: "img" });
    this.readout = h("p", { class: "readout" });
    this.table = h("div", { class: "scroll", tabindex: "0", role: "group" });
    this.details = h("details", { class: "numbers" }, h("summary"), this.table);
    this.details.addEventListener("toggle", () => this.#fillTable());
    this.element = h("figure", { class: `chart ${kind}` }, this.heading, this.place, this.readout, this.details);
    this.plot = null;
    this.shape = "";
    this.resized = new ResizeObserver(() => this.#fit());
    this.resized.observe(this.place);
  }

  // `lines`: { name, look, mean, low, high } with a value a year, null where there is none.
  draw({ title, unit, digits, lines, summary }) {
    this.shown = { title, unit, digits, lines };
    text(this.heading, `${title} · ${unit}`);
    this.place.setAttribute("aria-label", summary);
    const years = lines[0].mean.map((_, i) => i + 1);
    const data = [years];
    for (const line of lines) data.push(line.low, line.high, line.mean);
    const shape = `${lines.map((line) => line.look.mark).join("")}`;
    if (this.plot && this.shape === shape) {
      this.plot.setData(data);
    } else {
      this.plot?.destroy();
      this.shape = shape;
      this.plot = new window.uPlot(this.#options(lines), data, this.place);
    }
    text(this.details.firstChild, say("numbers"));
    this.table.setAttribute("aria-label", say("numbers_of", { what: title }));
    this.#fillTable();
    this.#read(null);
  }

  remove() {
    this.resized.disconnect();
    this.plot?.destroy();
    this.element.remove();
  }

  #options(lines) {
    const series = [{}];
    const bands = [];
    lines.forEach((line, place) => {
      const first = 1 + 3 * place;
      series.push({ show: true, stroke: null, points: { show: false } }, { stroke: null, points: { show: false } });
      series.push({ stroke: line.look.colour, width: 2.5, dash: line.look.dash, points: { show: false } });
      bands.push({ series: [first + 1, first], fill: veil(line.look.colour) });
    });
    const axis = {
      font: "13px system-ui, sans-serif", stroke: "#1a1a1a", grid: { stroke: "#e4e4e4", width: 1 },
      ticks: { show: false }, gap: 4,
    };
    return {
      ...this.#size(),
      series,
      bands,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      padding: [8, 26, 0, 0],
      scales: {
        x: { time: false, range: (plot, low, high) => [low - 0.4, high + 0.4] },
        y: { range: (plot, low, high) => this.#range(low, high) },
      },
      axes: [
        { ...axis, size: 24, values: (plot, ticks) => ticks.map((t) => (Number.isInteger(t) && t > 0 ? String(t) : "")) },
        { ...axis, size: 54, values: (plot, ticks) => ticks.map((t) => this.#tick(t, ticks)) },
      ],
      hooks: {
        drawClear: [(plot) => this.#zero(plot)],
        draw: [(plot) => this.#ends(plot)],
        setCursor: [(plot) => this.#read(plot.cursor.idx)],
      },
    };
  }

  #tick(value, ticks) {
    const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 1;
    const digits = Math.max(0, Math.min(4, -Math.floor(Math.log10(step) + 1e-9)));
    return this.kind === "effect" ? signed(value, digits) : written(value, digits);
  }

  #range(low, high) {
    if (low === null || low === undefined) return [0, 1];
    let [bottom, top] = this.kind === "effect" ? [Math.min(low, 0), Math.max(high, 0)] : [low, high];
    if (this.kind === "level" && low >= 0 && low < 0.75 * high) bottom = 0;
    const room = (top - bottom || Math.abs(top) || 1) * 0.06;
    return [bottom === 0 ? 0 : bottom - room, top === 0 ? 0 : top + room];
  }

  #zero(plot) {
    if (this.kind !== "effect") return;
    const y = Math.round(plot.valToPos(0, "y", true));
    plot.ctx.save();
    plot.ctx.strokeStyle = "#1a1a1a";
    plot.ctx.lineWidth = devicePixelRatio;
    plot.ctx.setLineDash([]);
    plot.ctx.beginPath();
    plot.ctx.moveTo(plot.bbox.left, y);
    plot.ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
    plot.ctx.stroke();
    plot.ctx.restore();
  }

  // A letter at the end of each line, moved apart where lines end together.
  #ends(plot) {
    const ratio = devicePixelRatio;
    const ends = this.shown.lines
      .map((line) => ({ line, value: line.mean.findLast((value) => value !== null) }))
      .filter(({ value }) => value !== undefined)
      .map(({ line, value }) => ({ line, y: plot.valToPos(value, "y", true) }))
      .sort((one, other) => one.y - other.y);
    const apart = 15 * ratio;
    for (let i = 1; i < ends.length; i++) ends[i].y = Math.max(ends[i].y, ends[i - 1].y + apart);
    const over = ends.length ? Math.max(0, ends.at(-1).y - plot.bbox.top - plot.bbox.height) : 0;
    plot.ctx.save();
    plot.ctx.font = `bold ${14 * ratio}px system-ui, sans-serif`;
    plot.ctx.textBaseline = "middle";
    for (const { line, y } of ends) {
      plot.ctx.fillStyle = line.look.colour;
      plot.ctx.fillText(line.look.mark, plot.bbox.left + plot.bbox.width + 6 * ratio, y - over);
    }
    plot.ctx.restore();
  }

  #read(year) {
    const { lines, digits } = this.shown;
    const at = year ?? lines[0].mean.length - 1;
    const form = this.kind === "effect" ? signed : written;
    const said = lines.map((line) => `${line.look.mark} ${form(line.mean[at], digits)}`);
    text(this.readout, `${say("year_n", { n: at + 1 })}: ${said.join(" · ")}`);
  }

  #fillTable() {
    if (!this.details.open) return;
    const { title, lines, digits } = this.shown;
    const form = this.kind === "effect" ? signed : written;
    const span = (line, i) =>
      line.low[i] === null ? say("no_interval") : `${form(line.low[i], digits)} … ${form(line.high[i], digits)}`;
    const columns = lines.flatMap((line) => [line.name, say("interval_of", { name: line.name })]);
    const rows = lines[0].mean.map((_, i) =>
      h("tr", {}, h("th", { scope: "row" }, String(i + 1)),
        lines.flatMap((line) => [h("td", {}, form(line.mean[i], digits)), h("td", {}, span(line, i))])));
    this.table.replaceChildren(
      h("table", {}, h("caption", { class: "hidden" }, say("numbers_of", { what: title })),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("year")), columns.map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, rows)));
  }

  #size() {
    return { width: Math.max(120, this.place.clientWidth), height: this.kind === "effect" ? 150 : 190 };
  }

  #fit() {
    if (this.plot && this.place.clientWidth && this.plot.width !== this.place.clientWidth) this.plot.setSize(this.#size());
  }
}

// Bars of shares beside each other: one row a label, parts { label, share, className }.
export function bars(title, rows, whole = 1) {
  const id = freshId("bars");
  return h("div", { class: "bars", role: "group", "aria-labelledby": id }, h("h4", { id }, title),
    rows.map(({ label, parts }) =>
      h("div", { class: "bar-row" }, h("span", { class: "bar-label" }, label),
        h("span", { class: "bar", "aria-hidden": "true" },
          parts.map((part) => {
            const piece = h("span", { class: `part ${part.className}` });
            piece.style.width = `${(100 * (part.share ?? 0)) / whole}%`;
            return piece;
          })),
        h("span", { class: "bar-numbers" },
          parts.filter((part) => part.label).map((part) =>
            h("span", { class: `key ${part.className}` }, `${part.label} ${percent(part.share)}`))))));
}

export function percent(share) {
  if (share === null) return "–";
  return `${written(100 * share, 1)} %`;
}
