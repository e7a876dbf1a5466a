// What comes out: a sentence for each reform, curves and effects, who joined, winners and losers, tables.
import { Certainty } from "./certainty.js";
import { Chart, bars, looks } from "./charts.js";
import { h, text } from "./dom.js";
import { signed, written } from "./numbers.js";
import { say } from "./words.js";

export class Results {
  constructor(page) {
    this.page = page;
    this.status = h("p", { class: "worlds", role: "status" }, say("simulating"));
    this.answers = h("div", { class: "answers" });
    this.charts = h("div", { class: "charts" });
    this.more = h("div", { class: "more" });
    this.panels = [];
    this.certainty = new Certainty(page);
    this.element = h("section", { class: "results", "aria-label": say("results") }, this.answers, this.certainty.element, this.status, this.charts, this.more);
  }

  remove() {
    for (const panel of this.panels) panel.charts.forEach((chart) => chart.remove());
    this.panels = [];
  }

  failed() {
    this.element.classList.add("stale");
  }

  refining(worlds) {
    text(this.status, `${this.said} ${say("worlds_refining", { n: worlds })}`);
  }

  draw(comparison) {
    this.element.classList.remove("stale");
    this.comparison = comparison;
    this.said = say("worlds_shown", { n: comparison.worlds, first: comparison.seeds[0], last: comparison.seeds.at(-1) });
    text(this.status, this.said);
    this.#drawAnswers(comparison);
    this.#drawCharts(comparison);
  }

  #drawAnswers(comparison) {
    const legend = comparison.arms.map((arm, i) =>
      h("span", { class: `legend arm-${i}` }, h("b", {}, looks[i].mark), ` ${arm.title}`));
    this.answers.replaceChildren(
      h("p", { class: "legends" }, legend),
      ...(comparison.answers.length
        ? comparison.answers.map((answer, i) =>
            h("div", { class: `answer arm-${i + 1}`, "data-verdict": answer.verdict }, h("h2", {}, comparison.arms[i + 1].title),
              h("p", { class: "sentence" }, answer.sentence),
              ...(answer.also.length ? [h("details", {}, h("summary", {}, answer.also[0]), answer.also.slice(1).map((line) => h("p", {}, line)))] : [])))
        : [h("p", { class: "note" }, say("add_a_reform_first"))]));
  }

  #drawCharts(comparison) {
    const names = comparison.charts.map((chart) => chart.metric).join();
    const kinds = comparison.answers.length ? ["level", "effect"] : ["level"];
    const shape = `${names} ${kinds.length}`;
    if (shape !== this.shape) {
      this.remove();
      this.shape = shape;
      this.panels = comparison.charts.map((chart, place) => this.#panel(chart.metric, place, kinds));
      this.charts.replaceChildren(...this.panels.map((panel) => panel.element));
    }
    comparison.charts.forEach((chart, place) => {
      const [level, effect] = this.panels[place].charts;
      const named = (line, i) => ({ ...line, name: comparison.arms[i].title, look: looks[i] });
      const lines = chart.arms.map(named);
      level.draw({ title: chart.label, unit: chart.unit, digits: chart.digits, lines, summary: this.#levelSaid(chart, lines) });
      if (effect) {
        const changes = chart.effects.map((line, i) => named({ ...line, mean: line.effect }, i + 1));
        effect.draw({ title: say("effect"), unit: chart.change_unit, digits: chart.digits, lines: changes, summary: this.#effectSaid(chart, changes) });
      }
    });
  }

  #panel(metric, place, kinds) {
    const { page } = this;
    const charts = kinds.map((kind) => new Chart(kind));
    const choose = h("select", {
      class: "metric", "aria-label": say("choose_metric", { n: place + 1 }),
      onchange: (event) => page.change((state) => { state.metrics[place] = event.target.value; }),
    }, page.catalogue.metrics.map((one) => h("option", { value: one.name, selected: one.name === metric }, one.label)));
    return { charts, element: h("div", { class: "panel", "data-metric": metric }, choose, charts.map((chart) => chart.element)) };
  }

  #levelSaid(chart, lines) {
    const sentences = lines.map((line) => say("summary_line", {
      name: line.name, first: written(line.mean[0], chart.digits), last: written(line.mean.at(-1), chart.digits),
    }));
    return say("summary_level", { metric: chart.label, unit: chart.unit, years: this.comparison.years, lines: sentences.join(" ") });
  }

  #effectSaid(chart, lines) {
    const last = (values) => signed(values.at(-1), chart.digits);
    const sentences = lines.map((line) => say("summary_effect_line", {
      name: line.name, years: this.comparison.years, last: last(line.mean), low: last(line.low), high: last(line.high),
    }));
    return say("summary_effect", { metric: chart.label, unit: chart.change_unit, years: this.comparison.years, lines: sentences.join(" ") });
  }

  // --- tables ---------------------------------------------------------------------------------------------------------

  drawTables(comparison) {
    const opened = new Set([...this.more.querySelectorAll("details[open]")].map((one) => one.dataset.key));
    const titles = comparison.effects.map((effect) => effect.title);
    const note = comparison.worlds < 20 ? [h("p", { class: "note" }, say("fewer_worlds", { n: comparison.worlds }))] : [];
    this.more.replaceChildren(
      h("h2", {}, say("outcomes_title")), ...note,
      ...comparison.topics.slice(0, 1).flatMap((topic) => [this.#topic(topic)]),
      h("div", { class: "pair" },
        h("section", {}, h("h3", {}, say("joined_title")), titles.map((title, i) => this.#joined(title, comparison.joined[i]))),
        h("section", {}, h("h3", {}, say("sizes_title")), h("p", { class: "note" }, say("sizes_note")), titles.map((title, i) => this.#sizes(title, comparison.sizes[i])))),
      this.#folded("effects", say("table_effects"), comparison.effects.map((effect) => this.#effects(effect)), opened),
      ...comparison.topics.slice(1).map((topic, i) => this.#folded(`topic-${i}`, topic.title, [this.#topic(topic, false)], opened)));
    this.more.dataset.worlds = String(comparison.worlds);
  }

  #folded(key, title, children, opened) {
    return h("details", { class: "folded", "data-key": key, open: opened.has(key) }, h("summary", {}, title), children);
  }

  #topic(topic, titled = true) {
    return h("section", {}, ...(titled ? [h("h3", {}, topic.title)] : []), topic.tables.map((table) => this.#table(table, topic.title)),
      ...(topic.note ? [h("p", { class: "note" }, topic.note)] : []));
  }

  #table(table, title) {
    return scrolled(table.caption || title, [table.corner, ...table.columns],
      table.rows.map((row) => [row.unit ? `${row.label} (${row.unit})` : row.label, ...row.cells.map(([value, interval]) => [value, interval])]), table.caption);
  }

  #effects(effect) {
    const head = ["output", "before", "after", "change", "interval", "verdict"].map((key) => say(`column_${key}`));
    return scrolled(effect.title, [...head, say("share_of_worlds"), say("column_best")],
      effect.rows.map((row) => [row.unit ? `${row.label} (${row.unit})` : row.label, ...row.cells, row.reading, row.rises, row.best]), effect.title);
  }

  #joined(title, joined) {
    const row = (label, groups) => ({
      label,
      parts: groups.map((group) => ({ label: group.label, share: group.share, className: `joined-${group.group}` })),
    });
    return bars(title, [row(say("joined_any"), joined.any), row(say("joined_deep"), joined.deep)]);
  }

  #sizes(title, sizes) {
    return bars(title, sizes.map((size) => ({
      label: size.label,
      parts: [
        { label: say("better"), share: size.better, className: "better" },
        { label: say("worse"), share: size.worse, className: "worse" },
      ],
    })));
  }
}

// A table that may be wider than the page; a cell is a text, or a value with its interval.
function scrolled(label, columns, rows, caption) {
  const cell = (value) => (Array.isArray(value) ? h("td", {}, value[0], ...(value[1] ? [" ", h("span", { class: "interval" }, value[1])] : [])) : h("td", {}, value));
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label },
    h("table", {}, ...(caption ? [h("caption", {}, caption)] : []),
      h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, rows.map(([head, ...cells]) => h("tr", {}, h("th", { scope: "row" }, head), cells.map(cell))))));
}
