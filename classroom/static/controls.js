// What is compared: tabs for the arms, what differs, the instruments, and all parameters.
import { post } from "./api.js";
import { h, text } from "./dom.js";
import { Drawer, said } from "./drawer.js";
import { fail } from "./main.js";
import { Card, lines } from "./policy.js";
import { SaveMenu } from "./saving.js";
import { copy, letters, titlesOf } from "./scenario.js";
import { say } from "./words.js";

export class Controls {
  constructor(page) {
    this.page = page;
    this.cards = [];
    this.sought = "";
    this.tabs = h("div", { class: "tabs", role: "group", "aria-label": say("controls") });
    this.head = h("div", { class: "arm-head" });
    this.differs = h("section", { class: "differs" });
    this.instruments = h("div", { class: "instruments" });
    this.drawer = new Drawer(page);
    this.save = new SaveMenu(page);
    this.file = h("input", { type: "file", accept: ".toml,.json", hidden: true, onchange: () => this.#open() });
    this.element = h("section", { class: "controls", "aria-label": say("controls") }, this.tabs, this.save.said, this.head, this.differs,
      this.instruments, this.file, this.drawer.element);
  }

  get place() {
    return this.page.state.shown - 1; // of the reform, −1 for the baseline
  }

  get reform() {
    return this.page.state.reforms[this.place] ?? null;
  }

  // Everything anew: another arm is shown, or policies have come or gone.
  draw() {
    this.#drawTabs();
    this.#drawHead();
    this.#drawInstruments();
    this.update();
  }

  // What follows from values that have changed.
  update() {
    for (const card of this.cards) card.show();
    this.#drawDiffers();
    this.drawer.update();
    const select = this.head.querySelector("select");
    if (select) select.value = this.#from();
  }

  #from() {
    if (!this.reform) return this.page.state.base.extends;
    const start = this.#bundled(this.reform.from)?.reform;
    const same = start && JSON.stringify([start.policy, start.parameters]) === JSON.stringify([this.reform.policy, this.reform.parameters]);
    if (same) return this.reform.from;
    return this.reform.policy.length || Object.keys(this.reform.parameters).length ? "own" : "empty";
  }

  #bundled(name) {
    return this.page.catalogue.scenarios.find((scenario) => scenario.name === name);
  }

  #drawTabs() {
    const { state } = this.page;
    const tab = (shown, label) =>
      h("button", {
        type: "button", class: `tab arm-${shown}`, "aria-pressed": String(state.shown === shown),
        onclick: () => {
          this.page.state.shown = shown;
          this.page.remember();
          this.draw();
        },
      }, label);
    this.tabs.replaceChildren(
      tab(0, say("tab_base")),
      ...state.reforms.map((_, i) => tab(i + 1, say("tab_reform", { letter: letters[i] }))),
      ...(state.reforms.length < letters.length
        ? [h("button", { type: "button", class: "tab add", "aria-label": say("add_reform"), onclick: () => this.#add() }, "+")]
        : []),
      this.save.element,
    );
  }

  #add() {
    this.page.change((state) => {
      state.reforms.push({ from: null, policy: [], parameters: {} });
      state.shown = state.reforms.length;
    }, true);
  }

  #drawHead() {
    const { catalogue, state } = this.page;
    const { place, reform } = this;
    const upload = h("button", { type: "button", class: "quiet small", onclick: () => this.file.click() }, say("open_file"));
    if (!reform) {
      const years = state.base.parameters?.years ?? 20;
      const places = catalogue.scenarios.filter((scenario) => !scenario.reform || scenario.name === "baseline");
      this.head.replaceChildren(
        h("label", { class: "row" }, h("span", {}, say("place")),
          h("select", { onchange: (event) => this.#choosePlace(event.target.value) },
            places.map((scenario) => h("option", { value: scenario.name }, scenario.title)))),
        h("label", { class: "row" }, h("span", {}, say("years_simulated")),
          h("input", { type: "number", min: 5, max: 40, step: 1, value: years, "data-years": true,
            onchange: (event) => this.#setYears(Number(event.target.value)) })),
        upload);
      return;
    }
    const reforms = catalogue.scenarios.filter((scenario) => scenario.reform && scenario.name !== "baseline");
    const title = titlesOf(reform, place, catalogue)[this.page.lang];
    this.head.replaceChildren(
      h("label", { class: "row" }, h("span", {}, say("start_from")),
        h("select", { onchange: (event) => this.#chooseStart(event.target.value) },
          h("option", { value: "empty" }, say("empty_reform")),
          h("option", { value: "own", disabled: true }, say("own_reform")),
          reforms.map((scenario) => h("option", { value: scenario.name }, scenario.title)))),
      h("label", { class: "row" }, h("span", {}, say("title_of_reform")),
        h("input", { type: "text", maxlength: 80, value: title, onchange: (event) => this.#rename(event.target.value) })),
      upload,
      h("button", { type: "button", class: "quiet small", onclick: () => this.#removeReform() },
        say("remove_reform", { title: say("tab_reform", { letter: letters[place] }) })));
  }

  #rename(title) {
    const name = title.trim();
    this.page.change(() => {
      if (name) this.reform.title = { en: name, zh: name };
      else delete this.reform.title;
    }, true);
  }

  #setYears(years) {
    if (!Number.isInteger(years) || years < 5 || years > 40) return;
    this.page.change((state) => {
      state.base.parameters = { ...state.base.parameters, years };
      if (years === 20) delete state.base.parameters.years;
    }, true);
  }

  #choosePlace(name) {
    this.page.change((state) => {
      const years = state.base.parameters?.years;
      state.base = { extends: name, ...(years ? { parameters: { years } } : {}) };
    }, true);
  }

  #chooseStart(name) {
    const start = this.#bundled(name)?.reform;
    this.page.change(() => {
      Object.assign(this.reform, { from: start ? name : null, policy: copy(start?.policy ?? []), parameters: copy(start?.parameters ?? {}) });
      delete this.reform.title;
    }, true);
  }

  #removeReform() {
    this.page.change((state) => {
      state.reforms.splice(this.place, 1);
      state.shown = Math.min(state.shown, state.reforms.length);
    }, true);
  }

  async #open() {
    const file = this.file.files[0];
    if (!file) return;
    try {
      if (file.size > 1_000_000) throw new Error(`${file.name}: > 1 MB`);
      const opened = await post("open", { filename: file.name, text: await file.text() });
      this.page.change((state) => {
        if (opened.base) {
          state.base = opened.base;
          state.shown = 0;
          return;
        }
        const reform = { from: null, title: opened.titles, ...opened.reform };
        if (state.shown === 0 || state.reforms.length === 0) {
          if (state.reforms.length === letters.length) state.reforms.pop();
          state.reforms.push(reform);
          state.shown = state.reforms.length;
        } else state.reforms[state.shown - 1] = reform;
      }, true);
    } catch (error) {
      fail(error);
    }
    this.file.value = "";
  }

  // --- what differs ---------------------------------------------------------------------------------------------------

  #drawDiffers() {
    const { catalogue, state } = this.page;
    const { reform } = this;
    const items = [];
    const parameters = reform ? reform.parameters : state.base.parameters ?? {};
    const policies = reform ? reform.policy : state.base.policy ?? [];
    policies.forEach((policy, i) => {
      const changes = lines(policy, catalogue);
      items.push([changes.length ? changes.join("; ") : catalogue.instruments[policy.kind].label, () => policies.splice(i, 1)]);
    });
    for (const [name, value] of Object.entries(parameters)) {
      const about = catalogue.parameters.find((parameter) => parameter.name === name);
      if (about) items.push([`${about.label}: ${said(about.default, about)} → ${said(value, about)}`, () => delete parameters[name]]);
    }
    const undo = (act, index) => {
      this.page.change(act, true);
      const buttons = this.differs.querySelectorAll("li button");
      (buttons[Math.min(index, buttons.length - 1)] ?? this.differs).focus();
    };
    const list = items.map(([what, act], index) =>
      h("li", {}, h("span", {}, what),
        h("button", { type: "button", class: "small", "aria-label": say("undo", { what }), onclick: () => undo(act, index) }, "↶")));
    const all = () => this.page.change(() => {
      policies.splice(0);
      for (const name of Object.keys(parameters)) delete parameters[name];
    }, true);
    this.differs.tabIndex = -1;
    this.differs.replaceChildren(
      h("h2", {}, say(reform ? "differs" : "differs_from_default")),
      items.length ? h("ul", {}, list) : h("p", { class: "note" }, reform ? say("differs_nothing") : "–"),
      ...(items.length > 1 ? [h("button", { type: "button", class: "small quiet", onclick: all }, say("undo_all"))] : []));
  }

  // --- instruments ----------------------------------------------------------------------------------------------------

  #drawInstruments() {
    const { catalogue, state } = this.page;
    const years = state.base.parameters?.years ?? 20;
    const more = h("button", { type: "button", onclick: () => this.drawer.open() }, say("parameters"));
    this.cards = [];
    if (!this.reform) {
      this.instruments.replaceChildren(more);
      return;
    }
    const { reform } = this;
    const opened = new Set([...this.instruments.querySelectorAll("details")].filter((one) => one.open).map((one) => one.dataset.group));
    const groups = catalogue.groups.map((group) => {
      const cards = group.instruments.flatMap((kind) => this.#cardsOf(kind, years));
      const active = group.instruments.some((kind) => reform.policy.some((policy) => policy.kind === kind));
      // on a telephone the answer would else lie below a hundred sliders
      const roomy = matchMedia("(min-width: 801px)").matches;
      const open = opened.has(group.name) || (roomy && (active || (!reform.policy.length && group === catalogue.groups[0])));
      return h("details", { class: "group", "data-group": group.name, open }, h("summary", {}, group.label), cards.map((card) => card.element));
    });
    const find = h("input", { type: "search", placeholder: say("find_instrument"), "aria-label": say("find_instrument"), value: this.sought,
      oninput: (event) => this.#find(event.target.value) });
    this.instruments.replaceChildren(h("div", { class: "instruments-head" }, h("h2", {}, say("instruments")), find), ...groups, more);
    if (this.sought) this.#find(this.sought);
  }

  #find(words) {
    this.sought = words;
    const sought = words.trim().toLowerCase();
    for (const group of this.instruments.querySelectorAll("details.group")) {
      let any = false;
      for (const card of group.querySelectorAll(".card")) {
        const found = !sought || card.textContent.toLowerCase().includes(sought) || card.dataset.kind.includes(sought);
        card.hidden = !found;
        any ||= found;
      }
      group.hidden = !any;
      if (sought && any) group.open = true;
    }
  }

  // A card for each policy of a kind, or one where there is none.
  #cardsOf(kind, years) {
    const { reform } = this;
    const own = reform.policy.filter((policy) => policy.kind === kind);
    return (own.length ? own : [null]).map((_, number) => {
      const find = () => reform.policy.filter((policy) => policy.kind === kind)[number] ?? null;
      const card = new Card(kind, this.page.catalogue, years, (policy) => {
        const before = find();
        this.page.change(() => {
          const at = before ? reform.policy.indexOf(before) : reform.policy.length;
          if (policy) reform.policy[at] = policy;
          else if (before) reform.policy.splice(at, 1);
        }, policy === null && number > 0);
      });
      const shown = { element: card.element, show: () => card.show(find()) };
      this.cards.push(shown);
      return shown;
    });
  }
}
