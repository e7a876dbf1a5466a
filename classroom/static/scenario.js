// The scenarios of the page's state, as requests and files have them.
//
// State: { base: { extends, parameters, policy, … }, reforms: [{ title, from, parameters, policy }], shown, metrics }.
// A reform adds its policies and institutions to the baseline; what belongs to the world is the baseline's.

export const letters = ["A", "B", "C"];

export const usual = {
  base: { extends: "baseline" },
  reforms: [{ from: "subsidy_monitored" }],
  shown: 1,
};

export function copy(value) {
  return structuredClone(value);
}

// A state from a link, with everything in its place whatever the link held.
export function sound(own, catalogue) {
  const given = own && typeof own === "object" ? own : {};
  const state = copy(usual);
  if (given.base && typeof given.base === "object") state.base = { ...given.base, extends: given.base.extends ?? "baseline" };
  if (Array.isArray(given.reforms)) state.reforms = given.reforms.filter((reform) => reform && typeof reform === "object").slice(0, 3);
  for (const reform of state.reforms) {
    const start = catalogue.scenarios.find((scenario) => scenario.name === reform.from)?.reform;
    if (!Array.isArray(reform.policy)) reform.policy = copy(start?.policy ?? []);
    if (!reform.parameters || typeof reform.parameters !== "object") reform.parameters = copy(start?.parameters ?? {});
    reform.policy = reform.policy.filter((policy) => policy?.kind in catalogue.instruments);
  }
  const names = new Set(catalogue.metrics.map((metric) => metric.name));
  if (Array.isArray(given.metrics)) state.metrics = given.metrics.filter((name) => names.has(name)).slice(0, 4);
  state.shown = Math.min(Math.max(0, Number(given.shown ?? 1) || 0), state.reforms.length);
  return state;
}

// What of the state has to stand in a link: a reform that is as bundled needs its name only.
export function brief(state, catalogue) {
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  return {
    ...state,
    reforms: state.reforms.map((reform) => {
      const start = catalogue.scenarios.find((scenario) => scenario.name === reform.from)?.reform;
      const { policy, parameters, ...others } = reform;
      return start && same(start.policy, policy) && same(start.parameters, parameters) ? others : reform;
    }),
  };
}

export function titlesOf(reform, place, catalogue) {
  if (reform.title) return reform.title;
  const bundled = catalogue.scenarios.find((scenario) => scenario.name === reform.from);
  return bundled ? bundled.titles : { en: `Reform ${letters[place]}`, zh: `改革${letters[place]}` };
}

function without(table, empty) {
  return Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined && !empty(value)));
}

const isEmpty = (value) => value === null || (typeof value === "object" && Object.keys(value).length === 0);

// The baseline and the reforms as scenario files have them.
export function arms(state, catalogue) {
  const { base } = state;
  const reforms = state.reforms.map((reform, place) =>
    without(
      {
        title: titlesOf(reform, place, catalogue),
        extends: base.extends,
        clear: base.clear,
        parameters: { ...base.parameters, ...reform.parameters },
        policy: [...(base.policy ?? []), ...reform.policy],
        region: base.region,
      },
      isEmpty,
    ),
  );
  return { base: without(base, isEmpty), reforms };
}
