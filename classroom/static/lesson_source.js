// Where the lesson's results come from: a running server, or what the file brings along.

async function answered(request) {
  const answer = await request;
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const error = new Error(content.message ?? String(answer.status));
    error.status = answer.status;
    throw error;
  }
  return content;
}

export class ServerSource {
  constructor() {
    this.live = true;
    this.first = 5; // worlds that are shown at once
    this.more = 20; // and when nobody moves anything
    this.wanted = new AbortController();
  }

  ask(path, values = {}) {
    return answered(fetch(`/api/lesson${path}?${new URLSearchParams(values)}`, { signal: this.wanted.signal }));
  }

  // Nothing that is under way is wanted any more: the server need not simulate it.
  leave() {
    this.wanted.abort();
    this.wanted = new AbortController();
  }

  contents() {
    return this.ask("");
  }

  answer(setting, worlds) {
    return this.ask("/answer", { setting, worlds });
  }

  policy(setting) {
    return this.ask("/policy", { setting });
  }

  cliff(worlds) {
    return this.ask("/cliff", { worlds });
  }

  city(setting) {
    return this.ask("/city", { setting });
  }

  explanation(setting, year, enterprise) {
    return this.ask("/explanation", { setting, year, enterprise });
  }
}

// Everything was computed in advance; `kept` is what `export` wrote.
export class FileSource {
  constructor(kept) {
    this.kept = kept;
    this.live = false;
    this.first = kept.worlds;
    this.more = kept.worlds;
  }

  leave() {} // nothing is ever under way

  async contents() {
    return this.kept.contents;
  }

  async answer(setting) {
    return this.kept.answers[setting];
  }

  async policy(setting) {
    return this.kept.policies[setting];
  }

  async cliff() {
    return this.kept.cliff;
  }

  // The course of the baseline is the same beside every reform, and kept once.
  async city(setting) {
    const { arm, groups } = this.kept.cities[setting] ?? {};
    return { ...this.kept.city, arms: [...this.kept.city.arms, ...(arm ? [arm] : [])], groups: groups ?? this.kept.city.groups };
  }

  async explanation(setting, year, enterprise) {
    return this.kept.explanations[enterprise - 1];
  }
}

// A room of the class game, as a phone or the teacher's page asks for it.
export class GameClient {
  constructor(code = "", keys = {}) {
    this.code = code;
    this.keys = keys; // { group } of a phone, { teacher } of the teacher's page
  }

  get path() {
    return `/api/game/${encodeURIComponent(this.code)}`;
  }

  send(method, path, body) {
    const headers = { "content-type": "application/json" };
    if (this.keys.group) headers["x-group"] = this.keys.group;
    if (this.keys.teacher) headers["x-teacher"] = this.keys.teacher;
    return answered(fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }));
  }

  async open(budget) {
    const room = await this.send("POST", "/api/game", { budget });
    this.code = room.code;
    this.keys = { teacher: room.token };
    return room;
  }

  async join() {
    const state = await this.send("POST", `${this.path}/groups`);
    this.code = state.code;
    this.keys.group = state.key;
    return state;
  }

  state(since = -1) {
    return this.send("GET", `${this.path}?since=${since}`);
  }

  tryOut(setting) {
    return this.send("POST", `${this.path}/tries?setting=${setting}`);
  }

  handIn(setting) {
    return this.send("PUT", `${this.path}/policy?setting=${setting}`);
  }

  rule(rule) {
    return this.send("POST", `${this.path}/rule`, { rule });
  }
}

// Looks at a room again and again, and at once when a phone wakes up; says so when the connection is lost or back.
export class Watch {
  constructor(client, { onstate, ongone, online }) {
    Object.assign(this, { client, onstate, ongone, online });
    this.version = -1;
    this.stopped = false;
    this.timer = 0;
    this.wake = () => {
      if (document.visibilityState === "visible") this.look();
    };
    document.addEventListener("visibilitychange", this.wake);
    window.addEventListener("pageshow", this.wake);
    window.addEventListener("online", this.wake);
  }

  async look() {
    clearTimeout(this.timer);
    const turn = (this.turn = (this.turn ?? 0) + 1);
    try {
      const state = await this.client.state(this.version);
      if (this.stopped || turn !== this.turn) return;
      this.online?.(true);
      if (state.version !== this.version || "code" in state) {
        this.version = state.version;
        if ("code" in state) this.onstate(state);
      }
    } catch (error) {
      if (this.stopped || turn !== this.turn) return;
      if (error.status === 404) {
        this.stop();
        this.ongone();
        return;
      }
      this.online?.(false);
    }
    this.timer = setTimeout(() => this.look(), 1500);
  }

  // What is known is out of date: take everything anew.
  refresh() {
    this.version = -1;
    return this.look();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.wake);
    window.removeEventListener("pageshow", this.wake);
    window.removeEventListener("online", this.wake);
  }
}

// What this browser remembers; nothing where it may not remember.
export function recalled(key) {
  try {
    return JSON.parse(localStorage.getItem(`lesson.${key}`));
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(`lesson.${key}`);
    else localStorage.setItem(`lesson.${key}`, JSON.stringify(value));
  } catch {
    // a private window, or a file from disk: it is then forgotten with the page
  }
}
