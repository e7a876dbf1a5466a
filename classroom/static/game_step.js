// The fifth step: the teacher opens a room and shows code and board; or somebody plays alone.

import { boardTable, rankedHere, resultCard } from "./board.js";
import { el, button, newId } from "./lesson_dom.js";
import { GameClient, Watch, recalled, remember } from "./lesson_source.js";
import { inLang, word } from "./lesson_words.js";
import { PolicyPanel } from "./policy_panel.js";

const PATIENCE = 5000; // ms in which a button has to be pressed again

export class GameStep {
  constructor(contents, source) {
    this.contents = contents;
    this.source = source;
    this.figure = el("div", { class: "figure game" });
    this.text = el("div", { class: "text" });
    this.elements = [this.text, this.figure];
    const room = source.live ? recalled("room") : null;
    if (room) this.watchRoom(new GameClient(room.code, { teacher: room.token }));
    else if (recalled("tries") || !source.live) this.alone();
    else this.begin();
  }

  destroy() {
    this.watch?.stop();
  }

  intro(sum) {
    return el("p", {}, word("budget_text", { sum }));
  }

  // --- before a room is open ---------------------------------------------------------------------------------------

  begin() {
    const id = newId("budget");
    const budget = el("input", { id, value: inLang(this.contents.budget.written), maxlength: "100", autocomplete: "off" });
    const failed = el("p", { role: "alert" });
    const open = async (event) => {
      event.preventDefault();
      failed.textContent = "";
      try {
        const client = new GameClient();
        const room = await client.open(budget.value);
        remember("room", { code: room.code, token: room.token });
        this.watchRoom(client);
      } catch (error) {
        failed.textContent = error.status === 422 ? word("budget_wrong") : error.message;
      }
    };
    this.text.replaceChildren(this.intro(inLang(this.contents.budget.said)));
    this.figure.replaceChildren(
      el("form", { class: "opening", onsubmit: open }, el("label", { for: id }, word("budget_sum")), budget, el("button", { type: "submit", class: "primary" }, word("budget_open")), failed),
      button(word("budget_alone"), () => this.alone()),
    );
  }

  // --- alone: the same levers, ranked among one's own tries ------------------------------------------------------------

  alone() {
    const { contents, source } = this;
    const tried = new Map((recalled("tries") ?? []).map((code) => [code, null]));
    const board = el("div", { class: "board-box", "aria-live": "polite" });
    const said = el("div", { "aria-live": "polite" });
    const panel = new PolicyPanel(contents.levers);
    const show = () => {
      const results = [...tried.values()].filter(Boolean);
      board.replaceChildren(results.length ? boardTable(rankedHere(results)) : el("p", {}, word("budget_none")));
    };
    const find = async (code) => {
      const result = await source.policy(code);
      const attempt = { ...result, within: result.cost.value <= contents.budget.yuan };
      if (attempt.within) tried.set(code, attempt);
      else tried.delete(code);
      return attempt;
    };
    const tryIt = async () => {
      const code = panel.code;
      said.replaceChildren(el("p", { role: "status" }, word("budget_trying", { n: 5 })));
      try {
        const result = await find(code);
        remember("tries", [...tried.keys()]);
        said.replaceChildren(resultCard(result));
        show();
      } catch (error) {
        said.replaceChildren(el("p", { role: "alert" }, word("failed", { error: error.message })));
      }
    };
    const back = source.live ? button(word("budget_open"), () => { remember("tries", null); this.begin(); }) : null;
    this.text.replaceChildren(...[this.intro(inLang(contents.budget.said)), panel.element, el("div", { class: "actions" }, button(word("budget_try"), tryIt, { class: "primary try" }), back)].filter(Boolean));
    this.figure.replaceChildren(said, el("h2", {}, word("budget_tries")), board);
    show();
    Promise.all([...tried.keys()].map(find)).then(show).catch(() => {});
  }

  // --- a room -------------------------------------------------------------------------------------------------------

  watchRoom(client) {
    this.client = client;
    this.text.replaceChildren(el("p", { role: "status" }, word("loading")));
    this.figure.replaceChildren();
    const gone = () => {
      remember("room", null);
      this.begin();
    };
    this.watch = new Watch(client, { onstate: (state) => this.show(state), ongone: gone, online: (there) => this.connected(there) });
    this.watch.look();
  }

  connected(there) {
    if (this.lost) this.lost.hidden = there;
  }

  show(state) {
    if (!this.parts || this.parts.room !== state.code) this.build(state);
    const { counted, frozen, show, stop, board, qr, code, local } = this.parts;
    counted.textContent = word("budget_groups", { n: state.groups, handed: state.handed_in });
    frozen.textContent = state.frozen ? word("budget_frozen") : "";
    show.textContent = word(state.revealed ? "budget_hide" : "budget_reveal");
    show.rule = state.revealed ? "hide" : "reveal";
    stop.textContent = word(state.frozen ? "budget_thaw" : "budget_freeze");
    stop.rule = state.frozen ? "thaw" : "freeze";
    qr.hidden = state.revealed;
    if (local) local.hidden = state.revealed;
    code.classList.toggle("small", state.revealed);
    board.replaceChildren(...(state.revealed ? [el("h2", {}, word("board")), boardTable(state.board)] : []));
  }

  // What stays on the wall while groups join and hand in.
  build(state) {
    const show = this.ruling("show", "budget_reveal", { class: "primary" });
    const stop = this.ruling("stop", "budget_freeze");
    const reset = this.ruling("reset", "budget_again", { sure: true });
    const end = this.ruling("end", "budget_end", { sure: true });
    const counted = el("p", { class: "big", id: "counted", role: "status" });
    const frozen = el("p", { role: "status" });
    const board = el("div", { class: "board-box" });
    const qr = el("img", { src: `${this.client.path}/qr.svg`, alt: word("budget_join"), class: "qr" });
    const local = state.local ? el("p", { class: "how" }, word("budget_local")) : null;
    this.lost = el("p", { role: "status", hidden: true }, word("budget_lost"));
    const code = el("p", { class: "code" }, word("budget_code", { code: state.code }));
    this.parts = { room: state.code, counted, frozen, show, stop, board, qr, code, local };
    this.text.replaceChildren(this.intro(inLang(state.budget_said)), counted, frozen, el("div", { class: "actions" }, show, stop, reset, end), this.lost);
    const joining = [code, qr, el("p", { class: "link" }, word("budget_link", { link: state.link })), local];
    this.figure.replaceChildren(board, el("div", { class: "joining" }, ...joining.filter(Boolean)));
  }

  // A button of the teacher's; what cannot be undone asks to be pressed twice, within a few seconds.
  ruling(name, key, { sure = false, ...attributes } = {}) {
    let asked = false;
    let patience = 0;
    const press = button(word(key), async () => {
      if (sure && !asked) {
        asked = true;
        press.textContent = word("budget_sure");
        patience = setTimeout(() => { asked = false; press.textContent = word(key); }, PATIENCE);
        return;
      }
      clearTimeout(patience);
      asked = false;
      if (sure) press.textContent = word(key);
      try {
        await this.client.rule(press.rule ?? name);
        if (name !== "end") {
          await this.watch.refresh();
          return;
        }
        this.watch.stop();
        remember("room", null);
        this.begin();
      } catch (error) {
        this.lost.textContent = word("failed", { error: error.message });
        this.lost.hidden = false;
      }
    }, { "data-rule": name, ...attributes });
    return press;
  }
}
