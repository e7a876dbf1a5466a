// Texts of the lesson in the language that is shown; pairs { en, zh } come from the server or from the file.

let lessonWords = {};
let shownLang = "en";

export function useWords(words) {
  lessonWords = words;
}

export function showLang(lang) {
  shownLang = lang === "zh" ? "zh" : "en";
  document.documentElement.lang = shownLang === "zh" ? "zh-CN" : "en";
}

export function langShown() {
  return shownLang;
}

// The text of a pair in the language that is shown.
export function inLang(pair) {
  return pair[shownLang];
}

export function word(key, values = {}) {
  const pair = lessonWords[key];
  if (!pair) throw new Error(`no text has the key ${key}`);
  return pair[shownLang].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// A name with what it stands for, and an aside in brackets, with the signs of the language.
export function labelled(name, value) {
  return shownLang === "zh" ? `${name}：${value}` : `${name}: ${value}`;
}

export function aside(text) {
  return shownLang === "zh" ? `（${text}）` : ` (${text})`;
}

// A share as per cent, as figures write it.
export function percentSaid(share, digits = 0) {
  if (share === null || share === undefined) return "–";
  const text = (100 * share).toFixed(digits).replace("-", "−");
  return shownLang === "zh" ? `${text}%` : `${text}\u00a0%`;
}

// A number with its sign; what rounds to zero has none.
export function signedSaid(value, digits = 1) {
  if (value === null || value === undefined) return "–";
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return (value > 0 ? "+" : "−") + text;
}

// ¥ a year of the real city: millions, in 中文 万元.
export function moneySaid(yuan) {
  if (yuan === null || yuan === undefined) return "–";
  if (shownLang === "zh") return `${Math.round(yuan / 1e4).toLocaleString("en-US").replace("-", "−")}万元`;
  const millions = Math.abs(yuan) / 1e6;
  const digits = millions >= 9.95 ? 0 : 1;
  const sign = yuan < 0 && Number(millions.toFixed(digits)) > 0 ? "−" : "";
  return `${sign}¥\u00a0${millions.toFixed(digits)} million`;
}
