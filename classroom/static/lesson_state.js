// What the lesson shows now, all of it in the link, and where its answers come from.

import { FileSource, ServerSource } from "./lesson_source.js";

const kept = document.getElementById("kept");
const firstLang = document.documentElement.lang;

export const source = kept ? new FileSource(JSON.parse(kept.textContent)) : new ServerSource();

export let contents = null; // steps, levers, words and colours; null until the source has given them

export async function loadContents() {
  contents = await source.contents();
}

export const state = { step: 1, lang: "en", setting: "", tick: null, enterprise: 0, present: false }; // no tick: where the step begins

export function readLink() {
  const link = new URLSearchParams(location.hash.slice(1));
  const step = Number(link.get("step"));
  state.step = Number.isInteger(step) && step >= 1 && step <= contents.steps.length ? step : 1;
  const spoken = link.get("lang") ?? new URLSearchParams(location.search).get("lang") ?? firstLang;
  state.lang = spoken.startsWith("zh") ? "zh" : "en";
  state.setting = isSetting(link.get("setting")) ? link.get("setting") : contents.demonstration.setting;
  const year = Number(link.get("year"));
  state.tick = link.has("year") && year >= 0 && year <= contents.years ? Math.round(2 * year) : null;
  const enterprise = Number(link.get("enterprise"));
  state.enterprise = Number.isInteger(enterprise) && enterprise > 0 ? enterprise : 0;
  state.present = link.get("present") === "1";
}

export function link() {
  const parts = { step: state.step, lang: state.lang };
  if (state.setting !== contents.demonstration.setting) parts.setting = state.setting;
  if (state.tick !== null) parts.year = state.tick / 2;
  if (state.enterprise) parts.enterprise = state.enterprise;
  if (state.present) parts.present = 1;
  return `#${new URLSearchParams(parts)}`;
}

export function writeLink() {
  history.replaceState(null, "", link());
}

function isSetting(code) {
  const { levers } = contents;
  return Boolean(code) && code.length === levers.length && levers.every((lever, i) => /[0-9]/.test(code[i]) && Number(code[i]) < lever.values.length);
}

// The lever that is pulled in a setting, and how far; of several the first.
export function leverOf(setting) {
  const number = [...setting].findIndex((stop) => stop !== "0");
  return number < 0 ? [0, 0] : [number, Number(setting[number])];
}

export function settingOf(number, stop) {
  return contents.levers.map((lever, i) => (i === number ? stop : 0)).join("");
}

// What belongs to the step on the page: which rendering is the latest, what has to be ended when the step is left, its
// own keys, and how to render it again.
export const rendering = { turn: 0, ends: [], keys: {}, again: () => {} };

export const shown = new Set(); // answers that this class has seen
