// Periods in the time zone of the browser. The service expects minutes in UTC.
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const pad = (number) => String(number).padStart(2, "0");

/** The value of a field `datetime-local`. */
export const toField = (date) =>
  `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}`;

/** The minute of an instant in UTC. */
export const inUtc = (date) => `${date.toISOString().slice(0, 16)}Z`;

/** A minute in UTC; undefined for a local time that clocks skip. */
export function toMinute(field) {
  const date = new Date(field);
  return toField(date) === field.slice(0, 16) ? inUtc(date) : undefined;
}

export function offset() {
  const minutes = -new Date().getTimezoneOffset();
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? "−" : "+"}${pad(hours)}:${pad(rest)}`;
}

/** Start and end of a preset; none of all. */
export function preset(name, now = new Date()) {
  const [year, month] = [now.getFullYear(), now.getMonth()];
  const end = new Date(Math.ceil((now.getTime() + 1) / 60000) * 60000);
  const days = { day: 1, week: 7, month: 30 }[name];
  return days ? [new Date(end - days * 24 * 3600000), end]
    : name === "this_month" ? [new Date(year, month), end]
    : name === "last_month" ? [new Date(year, month - 1), new Date(year, month)] : [];
}
