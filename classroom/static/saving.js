// Save what is shown: as a link, a scenario file, data, figures, Python lines, or the report.
import { download } from "./api.js";
import { h, text } from "./dom.js";
import { fail } from "./main.js";
import { titlesOf } from "./scenario.js";
import { say } from "./words.js";

export class SaveMenu {
  constructor(page) {
    this.page = page;
    this.list = h("div", { class: "menu" });
    this.said = h("p", { class: "note", role: "status" });
    this.element = h("details", { class: "save" }, h("summary", {}, say("save")), this.list);
    this.element.addEventListener("toggle", () => this.element.open && this.#fill());
    document.addEventListener("click", (event) => {
      if (!this.element.contains(event.target)) this.element.open = false;
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#close();
    });
  }

  #fill() {
    const { page } = this;
    const item = (label, act, name) => h("button", { type: "button", class: "quiet", "data-save": name, onclick: act }, label);
    const scenarios = page.state.reforms.map((reform, i) => {
      const title = titlesOf(reform, i, page.catalogue)[page.lang];
      return item(say("save_toml", { title }), () => this.#save("scenario", say("save_toml", { title }), { arm: i + 1 }), `toml-${i + 1}`);
    });
    const kinds = ["effects", "series", "png", "svg", "python", "report"];
    const needed = page.state.reforms.length ? kinds : ["python"];
    text(this.said, "");
    this.list.replaceChildren(
      item(say("save_link"), () => this.#link(), "link"),
      item(say("save_toml", { title: say("tab_base") }), () => this.#save("scenario", say("tab_base"), { arm: 0 }), "toml-0"),
      ...scenarios,
      ...needed.map((kind) => item(say(`save_${kind}`), () => this.#save(kind, say(`save_${kind}`)), kind)));
  }

  #close() {
    this.element.open = false;
    this.element.firstChild.focus();
  }

  async #link() {
    this.#close();
    this.page.remember();
    try {
      await navigator.clipboard.writeText(location.href); // only on https and localhost
      text(this.said, say("link_copied"));
    } catch {
      const field = h("input", { type: "text", readonly: true, value: location.href, "aria-label": say("save_link") });
      this.said.replaceChildren(say("link_by_hand"), field);
      field.select();
    }
  }

  async #save(kind, what, more = {}) {
    this.#close();
    text(this.said, say("saving", { what }));
    try {
      const worlds = Number(this.page.root.dataset.worlds ?? 5);
      const name = await download(kind, { ...this.page.body(worlds), ...more });
      text(this.said, say("saved", { name }));
    } catch (error) {
      text(this.said, "");
      fail(error);
    }
  }
}
