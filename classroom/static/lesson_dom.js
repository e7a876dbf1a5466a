// Elements, made without markup: what others have written is always text.

const SVG = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function drawn(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

export function button(text, onclick, attributes = {}) {
  return el("button", { type: "button", onclick, ...attributes }, text);
}

// A table behind a disclosure: the numbers of a chart.
export function numbersTable(title, head, rows) {
  const cells = (tag, row) => row.map((cell, i) => el(i ? tag : "th", i || tag === "th" ? { scope: tag === "th" ? "col" : null } : { scope: "row" }, cell));
  return el(
    "details",
    { class: "numbers" },
    el("summary", {}, title),
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
      el("table", {}, el("thead", {}, el("tr", {}, ...cells("th", head))), el("tbody", {}, ...rows.map((row) => el("tr", {}, ...cells("td", row))))),
    ),
  );
}

let named = 0;

export function newId(word) {
  named += 1;
  return `${word}-${named}`;
}
