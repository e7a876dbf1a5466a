// The eight steps of the lesson; each gives what stands on the page: its text, and its figure.

import { el, button, drawn, newId } from "./lesson_dom.js";
import { GameStep } from "./game_step.js";
import { LessonChart, Prediction } from "./lesson_chart.js";
import { badge, cityParts, effectParts, effectSaid, line, text, topOf, waiting } from "./lesson_parts.js";
import { recalled, remember } from "./lesson_source.js";
import { contents, leverOf, rendering, settingOf, shown, source, state, writeLink } from "./lesson_state.js";
import { aside, inLang, labelled, percentSaid, signedSaid, word } from "./lesson_words.js";
import { strengthSaid } from "./policy_panel.js";

export const STEPS = {
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
      rendering.ends.push(() => chart.destroy());
      const reveal = button(word("predict_show"), () => show(answer), { class: "primary", disabled: !drawnEnough(chart) });
      const again = button(word("predict_again"), () => {
        remember("prediction", null);
        shown.delete("predict");
        rendering.again();
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
        const mine = rendering.turn;
        if (source.more > source.first) source.answer(demonstration.setting, source.more).then((more) => mine === rendering.turn && tell(more)).catch(() => {});
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
    rendering.ends.push(() => game.destroy());
    return game.elements;
  },

  cliff() {
    const { ends } = contents.cliff;
    const label = inLang(contents.curves.deep_participation.name);
    const chart = new LessonChart({ years: [1, 2], lines: [], from: ends + 1, top: 0.4, label });
    const said = el("div", { class: "findings", "aria-live": "polite" });
    rendering.ends.push(() => chart.destroy());
    const figure = el("div", { class: "figure" });
    const mine = rendering.turn;
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
      if (source.more > source.first) source.cliff(source.more).then((more) => mine === rendering.turn && show(more)).catch(() => {});
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
    rendering.ends.push(() => chart.destroy());
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
