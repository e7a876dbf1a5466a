// What a policy came to, and the board on which policies are ranked, with the spread over worlds.

import { el, drawn } from "./lesson_dom.js";
import { aside, inLang, labelled, moneySaid, signedSaid, word } from "./lesson_words.js";

const PER = 1e7; // ¥: the board ranks per ten million

export function pointsSaid(result) {
  return signedSaid(100 * result.effect.value);
}

export function ratioSaid(result) {
  if (result.standing === "free") return word("board_free");
  const ratio = result.per_money.value;
  return ratio === null ? "–" : signedSaid(100 * ratio * PER);
}

// A dot for each world, a stroke for the mean, on a scale that all rows share.
export function spread(result, low, high) {
  const [width, height, edge] = [220, 34, 12];
  const x = (points) => edge + ((points - low) / (high - low || 1)) * (width - 2 * edge);
  const points = result.effect.by_world.map((value) => 100 * value);
  const mean = 100 * result.effect.value;
  const label = word("board_of_worlds", { n: points.length, list: points.map((value) => signedSaid(value)).join(", ") });
  return drawn(
    "svg",
    { class: "spread", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label },
    drawn("line", { x1: x(0), x2: x(0), y1: 2, y2: height - 2, class: "zero" }),
    drawn("line", { x1: x(Math.min(...points)), x2: x(Math.max(...points)), y1: height / 2, y2: height / 2, class: "range" }),
    ...points.map((value) => drawn("circle", { cx: x(value), cy: height / 2, r: 6, class: "world" })),
    drawn("line", { x1: x(mean), x2: x(mean), y1: 3, y2: height - 3, class: "mean" }),
  );
}

export function bounds(results) {
  const all = results.flatMap((result) => result.effect.by_world.map((value) => 100 * value));
  return [Math.min(0, ...all), Math.max(1, ...all)];
}

export function boardTable(rows, mine = null) {
  if (!rows.length) return el("p", {}, word("budget_empty"));
  const [low, high] = bounds(rows);
  const grouped = rows.some((row) => row.groups);
  const head = ["board_rank", ...(grouped ? ["board_groups"] : []), "board_policy", "board_effect", "board_cost", "board_ratio"];
  const cell = (key, attributes, ...children) => el("td", { "data-name": labelled(word(key), ""), ...attributes }, ...children); // its name, where a phone has no room for heads
  const body = rows.map((row) =>
    el(
      "tr",
      { class: mine !== null && row.groups?.includes(mine) ? "mine" : null },
      el("th", { scope: "row" }, row.rank === null ? "–" : String(row.rank)),
      grouped ? cell("board_groups", {}, row.groups.join(", ")) : null,
      el("td", { class: "policy" }, inLang(row.title)),
      cell("board_effect", { class: "number" }, spread(row, low, high), el("span", {}, row.standing === "unseen" ? `${pointsSaid(row)}${aside(word("board_unseen"))}` : pointsSaid(row))),
      cell("board_cost", { class: "number" }, moneySaid(row.cost.value)),
      cell("board_ratio", { class: "number" }, ratioSaid(row)),
    ),
  );
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": word("board") },
    el("table", { class: "board" }, el("caption", {}, word("board_spread")), el("thead", {}, el("tr", {}, ...head.map((key) => el("th", { scope: "col" }, word(key))))), el("tbody", {}, ...body)),
  );
}

// What one policy came to, in a few words, with the spread over worlds.
export function resultCard(result, ...more) {
  const within = result.within ? word("budget_within") : word("budget_beyond");
  const [low, high] = bounds([result]);
  return el(
    "div",
    { class: result.within ? "result" : "result beyond" },
    el("p", { class: "result-title" }, inLang(result.title)),
    el("p", {}, labelled(word("board_effect"), ""), el("b", {}, pointsSaid(result)), aside(inLang(result.effect.said))),
    spread(result, low, high),
    el("p", {}, labelled(word("board_cost"), ""), el("b", {}, moneySaid(result.cost.value)), aside(within)),
    ...more,
  );
}

// The order of the board for policies that are tried without a room; the server has the same in game.ranked.
export function rankedHere(results) {
  const standing = (result) => {
    if (result.effect.verdict !== "rises") return "unseen";
    return result.per_money.value !== null && result.cost.value > 0 ? "ratio" : "free";
  };
  const classes = { free: 0, ratio: 1, unseen: 2 };
  const value = (result) => (standing(result) === "ratio" ? result.per_money.value : result.effect.value);
  const order = (one, other) => classes[standing(one)] - classes[standing(other)] || value(other) - value(one);
  let rank = 0;
  return [...results].sort(order).map((result, i, all) => {
    const how = standing(result);
    if (!i || order(all[i - 1], result)) rank = i + 1;
    return { ...result, standing: how, rank: how === "unseen" ? null : rank };
  });
}
