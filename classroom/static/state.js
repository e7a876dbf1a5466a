// The state of the page stands in its address, so that every state is a link: #/part/place?lang=en&s=…
//
// `s` is JSON in base64url. Nothing else is stored, on this machine or on the server.

function encoded(value) {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decoded(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (sign) => sign.charCodeAt(0))));
}

const startLang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

// What stands in an address: part, place within it, language, and the part's own values (null if there are none).
export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [part = "", place = ""] = path.split("/");
  const given = new URLSearchParams(query);
  let own = null;
  try {
    own = given.has("s") ? decoded(given.get("s")) : null;
  } catch {
    own = null; // a link that was cut opens the part as it is at first
  }
  return { part, place, lang: { en: "en", zh: "zh" }[given.get("lang")] ?? startLang, own };
}

export function address({ part, place, lang, own }) {
  const path = place ? `${part}/${place}` : part;
  return `#/${path}?lang=${lang}${own === null || own === undefined ? "" : `&s=${encoded(own)}`}`;
}

export function read() {
  return parse(location.hash);
}

// Write the state into the address without a new entry in the browser's history.
export function replace(state) {
  history.replaceState(null, "", address(state));
}
