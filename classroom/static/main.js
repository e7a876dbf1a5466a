// The frame: which part of the page is shown, in which language, and what is said when something fails.
//
// A part is a module with `show(root, state)`, which fills an element and may return `leave()`. Its address is
// #/part/place?lang=en&…; `state` is what stands in it (see state.js).
import { loadWords, say } from "./words.js";
import { read, replace } from "./state.js";

const parts = {
  compare: () => import("./compare.js"),
  sweep: () => import("./sweep.js"), // where the server was started with the folder of one
};
const offered = document.body.dataset.parts.split(" ");
const first = "compare";

let leave = null;
let shown = null;

export function fail(error) {
  if (error.name === "AbortError") return;
  const place = document.getElementById("failure");
  place.textContent = say("error", { message: error.message });
  place.hidden = false;
}

export function clearFailure() {
  document.getElementById("failure").hidden = true;
}

function drawFrame(state) {
  document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
  document.title = say("page_title");
  document.getElementById("brand").textContent = say("page_title");
  document.getElementById("skip").textContent = say("skip");
  const nav = document.getElementById("nav");
  nav.setAttribute("aria-label", say("nav_label"));
  nav.replaceChildren(
    ...offered.map((name) => {
      const link = document.createElement("a");
      link.textContent = say(`nav_${name}`);
      link.href = `#/${name}?lang=${state.lang}`;
      if (name === state.part) link.setAttribute("aria-current", "page");
      return link;
    }),
    lessonLink(),
  );
  const button = document.getElementById("language");
  button.textContent = say("language");
  button.lang = state.lang === "zh" ? "en" : "zh-CN";
  button.onclick = () => {
    replace({ ...read(), lang: state.lang === "zh" ? "en" : "zh" });
    open();
  };
}

async function open() {
  const state = read();
  if (!offered.includes(state.part)) state.part = first;
  const key = `${state.part} ${state.lang}`;
  try {
    const coming = parts[state.part](); // while the texts are on their way
    await loadWords(state.lang);
    drawFrame(state);
    const root = document.getElementById("view");
    if (key !== shown) {
      if (leave) leave();
      leave = null;
      shown = key;
      root.className = `part-${state.part}`;
      root.replaceChildren();
    }
    const part = await coming;
    leave = (await part.show(root, state)) ?? leave;
    root.dataset.ready = state.part;
  } catch (error) {
    fail(error);
  }
}

// A link within the page, or the browser's Back; what the page writes itself (`replace`) raises no such event.
window.addEventListener("hashchange", open);
window.addEventListener("unhandledrejection", (event) => {
  if (event.reason?.name === "AbortError") event.preventDefault();
  else fail(event.reason);
});
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address holds the state of the page
  document.getElementById("view").focus();
});
open();

// The lesson is a page of its own.
function lessonLink() {
  const link = document.createElement("a");
  link.textContent = say("nav_lesson");
  link.href = `/lesson#lang=${document.documentElement.lang.slice(0, 2)}`;
  return link;
}
