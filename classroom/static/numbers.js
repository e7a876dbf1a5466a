// Numbers as reports write them (experiments/presentation/numbers.py): a true minus sign, a sign before changes.

export const nothing = "–";

export function written(value, digits) {
  if (value === null || value === undefined || Number.isNaN(value)) return nothing;
  const shown = grouped(rounded(Math.abs(value), digits));
  return value < 0 && /[1-9]/.test(shown) ? `−${shown}` : shown;
}

// Digits as Python rounds them: of the number that is stored, and to the even digit where it lies in the middle.
function rounded(value, digits) {
  const exact = value.toFixed(digits + 30);
  if (!exact.endsWith(`5${"0".repeat(29)}`)) return value.toFixed(digits);
  const down = exact.slice(0, digits ? -30 : -31);
  return Number(down.at(-1)) % 2 === 0 ? down : value.toFixed(digits);
}

function grouped(text) {
  const [whole, rest] = text.split(".");
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return rest === undefined ? groups : `${groups}.${rest}`;
}

export function signed(value, digits) {
  const shown = written(value, digits);
  return value > 0 && /[1-9]/.test(shown) ? `+${shown}` : shown;
}

// A number that somebody set, without digits that it does not have.
export function plain(value) {
  return String(Number(value.toPrecision(10))).replace("-", "−");
}
