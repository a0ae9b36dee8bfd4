// The table of records.
import { current, say } from "./texts.js";

const at = (id) => document.getElementById(id);
const headings = JSON.parse(at("headings").textContent);

const state = (record) => record.connection_failure_reason ? "failed" : record.connection_end_time ? "ended" : "open";

function shown(name, value) {
  if (typeof value === "boolean") return say(value ? "yes" : "no");
  // 2026-11-29 09:30:00 in the time zone of the browser.
  if (name.endsWith("_time") && value) return new Date(value).toLocaleString("sv-SE");
  return value ?? "";
}

function cell(kind, text, className = "") {
  return Object.assign(document.createElement(kind), { textContent: text, className });
}

/** The columns that matter first, then the others in their order. */
const FIRST = ["connection_start_time", "user_name", "computer_name", "connection_failure_reason"];
const rank = ({ name }) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

export function drawTable(records) {
  const known = headings.filter(({ name }) => records.some((record) => name in record)).sort((one, other) => rank(one) - rank(other));
  const head = document.createElement("tr");
  head.append(...[say("state"), ...known.map((heading) => heading[current()])].map((text) => cell("th", text)));
  for (const column of head.cells) column.scope = "col";
  const rows = records.map((record) => {
    const row = document.createElement("tr");
    row.className = state(record);
    const mark = cell("td", "");
    mark.append(cell("span", say(state(record)), "mark"));
    row.append(mark, ...known.map(({ name }) => cell("td", shown(name, record[name]), typeof record[name] === "number" ? "number" : "")));
    return row;
  });
  at("table").tHead.replaceChildren(head);
  at("table").tBodies[0].replaceChildren(...rows);
  hint();
}

/** The hint for columns outside the view disappears at the last one. */
function hint() {
  const { scrollLeft, clientWidth, scrollWidth } = at("scroll");
  at("sideways").hidden = scrollLeft + clientWidth >= scrollWidth - 4;
}

at("scroll").addEventListener("scroll", hint);
addEventListener("resize", hint);
