// Numbers as reports write them (experiments/numbers.py): a true minus sign, a sign before changes.

export const nothing = "–";

export function written(value, digits) {
  if (value === null || value === undefined || Number.isNaN(value)) return nothing;
  const shown = Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return value < 0 && /[1-9]/.test(shown) ? `−${shown}` : shown;
}

export function signed(value, digits) {
  const shown = written(value, digits);
  return value > 0 && /[1-9]/.test(shown) ? `+${shown}` : shown;
}

// A number that somebody set, without digits that it does not have.
export function plain(value) {
  return String(Number(value.toPrecision(10))).replace("-", "−");
}
