// Every text of the page, as the server has it: say("key", { name: value }).
const tables = {};
let texts = {};

export async function loadWords(lang) {
  if (!tables[lang]) {
    const answer = await fetch(`/api/words/${lang}`);
    if (!answer.ok) throw new Error(`${answer.status}`);
    tables[lang] = await answer.json();
  }
  texts = tables[lang];
}

export function say(key, values = {}) {
  if (!(key in texts)) throw new Error(`no text has the key ${key}`);
  return texts[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
