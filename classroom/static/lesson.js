// The lesson: eight steps, a link to each, by mouse, finger or keyboard, with a server or from one file.

import { el, button, newId } from "./lesson_dom.js";
import { remember } from "./lesson_source.js";
import { contents, link, loadContents, readLink, rendering, shown, source, state, writeLink } from "./lesson_state.js";
import { STEPS } from "./lesson_steps.js";
import { langShown, showLang, useWords, word } from "./lesson_words.js";

const page = document.getElementById("page");

function goTo(step) {
  state.step = Math.max(1, Math.min(contents.steps.length, step));
  state.tick = null;
  state.enterprise = 0;
  history.pushState(null, "", link());
  render();
  document.getElementById("heading")?.focus();
}

function startAgain() {
  for (const key of ["prediction", "sentence", "figure", "tries"]) remember(key, null);
  state.setting = contents.demonstration.setting;
  shown.clear();
  goTo(1);
}

function render() {
  rendering.turn += 1;
  source.leave();
  rendering.ends.forEach((end) => end());
  rendering.ends = [];
  rendering.keys = {};
  showLang(state.lang);
  document.body.classList.toggle("presenter", state.present);
  const { key, minutes } = contents.steps[state.step - 1];
  document.title = `${word("step", { n: state.step, all: contents.steps.length })}: ${word(key)} · ${word("title")}`;
  const heading = el("h1", { id: "heading", tabindex: "-1" }, word(key));
  const main = el("main", { id: "main" });
  page.replaceChildren(
    el("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); heading.focus(); } }, word("skip")),
    el("header", { class: "bar" }, heading, el("p", { class: "place" }, word("step", { n: state.step, all: contents.steps.length })), tools(minutes)),
    main,
    steps(),
    notesOf(key),
    el("footer", { class: "footnote" }, word("invented"), source.live ? "" : ` ${word("precomputed", { worlds: source.kept.worlds })}`),
  );
  main.append(...STEPS[key]());
}

function tools(minutes) {
  const copied = el("p", { role: "status", class: "copied" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      copied.replaceChildren(word("linked"));
    } catch {
      const id = newId("link");
      const field = el("input", { id, value: location.href, readonly: true });
      copied.replaceChildren(el("label", { for: id }, word("link_by_hand")), field);
      field.select();
      // in a network without https, browsers have this older way only
      if (document.execCommand("copy")) copied.replaceChildren(word("linked"));
    }
  };
  const menu = el(
    "details",
    { class: "menu" },
    el("summary", {}, word("menu")),
    el(
      "div",
      { class: "menu-list" },
      el("p", {}, word("minutes", { n: minutes })),
      button(word("presenter"), present),
      button(word("notes"), () => { menu.open = false; showNotes(); }, { id: "notes-button", "aria-expanded": "false", "aria-controls": "notes" }),
      button(word("link"), copy),
      button(word("reset"), startAgain),
      copied,
      el("h2", {}, word("keys")),
      el("p", {}, word("keys_text")),
      source.live ? el("p", {}, el("a", { href: `/static/worksheet.${langShown()}.html` }, word("worksheet"))) : null,
      source.live ? el("p", {}, el("a", { href: "/" }, word("analyst"))) : null,
    ),
  );
  const language = button(word("language"), () => speak(state.lang === "zh" ? "en" : "zh"), { class: "quiet", lang: state.lang === "zh" ? "en" : "zh-CN", id: "language" });
  const end = state.present ? button("✕", present, { class: "quiet", "aria-label": word("presenter_end") }) : null;
  return el("div", { class: "tools" }, language, state.present ? null : menu, end);
}

function speak(lang) {
  state.lang = lang;
  writeLink();
  render();
  document.getElementById("language")?.focus();
}

function present() {
  state.present = !state.present;
  writeLink();
  if (state.present) document.documentElement.requestFullscreen?.().catch(() => {});
  else if (document.fullscreenElement) document.exitFullscreen();
  render();
}

function steps() {
  const links = contents.steps.map(({ key }, i) => {
    const number = i + 1;
    const target = `#${new URLSearchParams({ step: number, lang: state.lang })}`;
    const go = (event) => {
      event.preventDefault();
      goTo(number);
    };
    return el("li", {}, el("a", { href: target, onclick: go, "aria-label": `${number}. ${word(key)}`, "aria-current": number === state.step ? "step" : null }, String(number)));
  });
  return el(
    "nav",
    { class: "steps", "aria-label": word("steps") },
    button(`← ${word("previous")}`, () => goTo(state.step - 1), { disabled: state.step === 1, class: "previous" }),
    el("ol", {}, ...links),
    button(`${word("next")} →`, () => goTo(state.step + 1), { disabled: state.step === contents.steps.length, class: "next primary" }),
  );
}

function notesOf(key) {
  return el("aside", { id: "notes", hidden: true, "aria-label": word("notes") }, el("h2", {}, word("notes")), el("p", {}, word(`${key}_note`)));
}

function showNotes() {
  const notes = document.getElementById("notes");
  notes.hidden = !notes.hidden;
  document.getElementById("notes-button")?.setAttribute("aria-expanded", String(!notes.hidden));
  if (!notes.hidden) notes.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (!contents || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest?.("input:not([type=range]), textarea, select");
  if (event.key === "PageDown" || event.key === "PageUp") {
    if (event.target.closest?.("textarea, select")) return;
    goTo(state.step + (event.key === "PageDown" ? 1 : -1));
  } else if (typing) return;
  else if (event.key === " " && event.target.closest?.("button, a, summary, [role=slider], .scroll")) return;
  else if (event.key in rendering.keys) rendering.keys[event.key]();
  else if (event.key === "p" || event.key === "P") present();
  else if (event.key === "n" || event.key === "N") showNotes();
  else if (event.key === "r" || event.key === "R") startAgain();
  else return;
  event.preventDefault();
});

window.addEventListener("popstate", () => {
  if (!contents) return;
  readLink();
  render();
});

// The Escape key leaves the full screen before the page hears of it.
document.addEventListener("fullscreenchange", () => {
  if (contents && state.present && !document.fullscreenElement) present();
});

document.addEventListener("click", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

async function begin() {
  try {
    await loadContents();
  } catch (error) {
    page.replaceChildren(el("p", { role: "alert" }, String(error.message)));
    return;
  }
  useWords(contents.words);
  readLink();
  rendering.again = render;
  render();
}

begin();
