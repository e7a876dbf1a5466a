// Requests to the server of this page, and to nobody else.

export async function get(path, signal) {
  return answered(await fetch(`/api/${path}`, { signal }));
}

export async function post(path, body, signal) {
  return answered(await sent(path, body, signal));
}

// Lines of JSON, each given to `goesOn` as the server sends it; the last is returned.
export async function follow(path, body, goesOn, signal) {
  const answer = await sent(path, body, signal);
  if (!answer.ok) await answered(answer);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let [rest, last] = ["", {}];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      last = JSON.parse(line);
      goesOn(last);
    }
  }
  return last;
}

function sent(path, body, signal) {
  const headers = { "content-type": "application/json" };
  return fetch(`/api/${path}`, { method: "POST", headers, body: JSON.stringify(body), signal });
}

async function answered(answer) {
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.message ?? String(answer.status));
  return content;
}

// One request at a time, always of the newest state: while one is under way only the last that was asked for waits.
export class Latest {
  #under = null;
  #next = null;

  constructor(ask, done) {
    this.ask = ask;
    this.done = done;
  }

  want(body) {
    this.#next = body;
    if (!this.#under) this.#run();
  }

  get busy() {
    return this.#under !== null;
  }

  stop() {
    this.#next = null;
    this.#under?.abort();
  }

  async #run() {
    while (this.#next !== null) {
      const body = this.#next;
      this.#next = null;
      this.#under = new AbortController();
      try {
        const answer = await this.ask(body, this.#under.signal);
        this.done(null, answer, body);
      } catch (error) {
        if (error.name !== "AbortError") this.done(error, null, body);
      }
      this.#under = null;
    }
  }
}

// A file that the server makes, saved by the browser. Gives its name.
export async function download(kind, body) {
  const answer = await sent(`save/${kind}`, body);
  if (!answer.ok) throw new Error((await answer.json()).message ?? String(answer.status));
  const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? kind;
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}
