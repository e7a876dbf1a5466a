// A phone in the class game: joins by code or link, tries policies, hands one in, sees the board when it is revealed.

import { boardTable, resultCard } from "./board.js";
import { el, button, newId } from "./lesson_dom.js";
import { GameClient, ServerSource, Watch, recalled, remember } from "./lesson_source.js";
import { inLang, langShown, showLang, useWords, word } from "./lesson_words.js";
import { PolicyPanel } from "./policy_panel.js";

const page = document.getElementById("page");
const link = new URLSearchParams(location.hash.slice(1));
let contents = null;
let client = null;
let watch = null;
let panel = null;
let last = null;

function frame(...children) {
  const other = langShown() === "zh" ? "en" : "zh";
  const language = button(word("language"), () => {
    remember("lang", other);
    showLang(other);
    panel = null;
    if (last) show(last);
    else enter();
  }, { class: "quiet", lang: other === "zh" ? "zh-CN" : "en" });
  page.replaceChildren(el("header", { class: "phone-bar" }, el("h1", {}, word("budget")), language), ...children.filter(Boolean));
  document.title = `${word("budget")} · ${word("title")}`;
}

// Ask for the code of a room.
function enter(said = "") {
  last = null;
  panel = null;
  const id = newId("code");
  const field = el("input", { id, maxlength: "12", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", value: client?.code ?? "" });
  const failed = el("p", { role: "alert" }, said);
  const go = async (event) => {
    event.preventDefault();
    await join(field.value.trim(), failed);
  };
  frame(el("form", { class: "opening", onsubmit: go }, el("label", { for: id }, word("budget_enter")), field, el("button", { type: "submit", class: "primary" }, word("budget_enter_go")), failed));
}

async function join(code, failed) {
  const name = code.toUpperCase();
  client = new GameClient(name, { group: recalled(`group.${name}`) ?? undefined });
  try {
    const state = await client.join();
    remember(`group.${client.code}`, client.keys.group);
    history.replaceState(null, "", `#room=${client.code}`);
    show(state);
    watch?.stop();
    watch = new Watch(client, { onstate: show, ongone: gone, online: connected });
    watch.version = state.version;
    watch.look();
  } catch (error) {
    const said = error.status === 404 ? word("budget_no_room", { code: name }) : error.message;
    if (failed) failed.textContent = said;
    else enter(said);
  }
}

function gone() {
  remember(`group.${client.code}`, null);
  enter(word("budget_gone"));
}

function connected(there) {
  const lost = document.getElementById("lost");
  if (lost) lost.hidden = there;
}

const result = el("div", { "aria-live": "polite", id: "result" });
let shownResult = null;
let parts = null; // what changes on the page while the sliders stay

function build() {
  panel = new PolicyPanel(contents.levers);
  parts = Object.fromEntries(["you", "budget", "frozen", "board", "handed", "tries"].map((name) => [name, el("div", { id: name })]));
  parts.frozen.setAttribute("role", "status");
  parts.press = button(word("budget_try"), () => tryIt(), { class: "primary try" });
  frame(parts.you, parts.budget, el("p", { id: "lost", role: "status", hidden: true }, word("budget_lost")), parts.frozen, parts.board, parts.handed, panel.element, parts.press, result, el("h2", {}, word("budget_tries")), parts.tries);
}

function show(state) {
  last = state;
  if (!panel) {
    build();
    panel.code = state.chosen || recalled(`levers.${state.code}`) || panel.code;
  }
  const chosen = state.tries.find((attempt) => attempt.setting === state.chosen);
  parts.you.replaceChildren(el("p", { class: "big" }, word("budget_you", { n: state.group })));
  parts.budget.replaceChildren(el("p", {}, word("budget_text", { sum: inLang(state.budget_said) })));
  parts.frozen.replaceChildren(...(state.frozen ? [el("p", {}, word("budget_frozen"))] : []));
  parts.board.replaceChildren(...(state.revealed ? [el("h2", {}, word("board")), boardTable(state.board, state.group)] : []));
  parts.handed.replaceChildren(...(chosen ? [el("p", { class: "handed" }, word("budget_handed", { what: inLang(chosen.title) }))] : []));
  parts.press.disabled = state.frozen;
  const entries = state.tries.map((attempt) => el("li", {}, button(inLang(attempt.title), () => { panel.code = attempt.setting; present(attempt); }, { class: "quiet", "aria-current": attempt.setting === state.chosen ? "true" : null })));
  parts.tries.replaceChildren(entries.length ? el("ol", { class: "tries" }, ...entries) : el("p", {}, word("budget_none")));
  if (!state.tries.length) {
    shownResult = null;
    result.replaceChildren();
  } else if (shownResult) present(shownResult);
}

// A result, with the button that hands it in.
function present(attempt) {
  shownResult = attempt;
  const failed = el("p", { role: "alert" });
  const hand = button(word("budget_hand"), async () => {
    try {
      await client.handIn(attempt.setting);
      await watch.refresh();
    } catch (error) {
      await lost(error, failed);
    }
  }, { class: "primary hand", disabled: last.frozen });
  result.replaceChildren(resultCard(attempt, attempt.within && attempt.setting !== last.chosen ? hand : null, failed));
}

async function tryIt() {
  const code = panel.code;
  remember(`levers.${client.code}`, code);
  shownResult = null;
  result.replaceChildren(el("p", { role: "status" }, word("budget_trying", { n: last.worlds })));
  try {
    const attempt = await client.tryOut(code);
    shownResult = attempt;
    await watch.refresh();
    present(attempt);
  } catch (error) {
    await lost(error, result);
  }
}

// The room may be gone, or the group may have made room for others while the phone slept.
async function lost(error, target) {
  if (error.status === 404) await join(client.code, null);
  else target.replaceChildren(el("p", { role: "alert" }, word("failed", { error: error.message })));
}

async function begin() {
  try {
    contents = await new ServerSource().contents();
  } catch (error) {
    page.replaceChildren(el("p", { role: "alert" }, String(error.message)));
    return;
  }
  useWords(contents.words);
  showLang(link.get("lang") ?? recalled("lang") ?? document.documentElement.lang.slice(0, 2));
  const room = link.get("room");
  if (room) await join(room, null);
  else enter();
}

begin();
