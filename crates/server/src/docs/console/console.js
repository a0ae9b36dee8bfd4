// Signing in, showing and downloading records. No request goes to another server; the token stays in the memory of this page.
import { change, current, number, say, texts } from "./texts.js";
import { inUtc, offset, preset, toField, toMinute, zone } from "./period.js";
import { drawTable } from "./table.js";

const LIMIT = 20;
const FILTERS = ["user_name", "computer_name", "terminal_type"];
const at = (id) => document.getElementById(id);

let session = null;
let running = null;
let page = null;
/** Start and end of the chosen period, unless they are typed: a local time occurs twice when clocks are set back. */
let bounds = [];
let hasChosenLanguage = false;

function draw() {
  const locale = current();
  document.documentElement.lang = locale;
  document.title = say("title");
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) element.ariaLabel = say(element.dataset.label);
  at("locale").textContent = locale === "en" ? "中文" : "English";
  at("locale").lang = locale === "en" ? "zh" : "en";
  at("zone").textContent = say("zone", zone, offset());
  if (!hasChosenLanguage) at("language").value = locale === "en" ? "en_US" : "zh_CN";
  at("who").textContent = !session ? "" : session.user ? say("signedIn", session.user) : say("withToken");
  at("sign_out").hidden = !session;
  at("form").hidden = !session || at("project_id").options.length === 0;
  at("access").hidden = Boolean(session);
  drawPage();
}

function drawPage() {
  const { records = [], total_count: total = 0, skipped = 0, summary } = page ?? {};
  at("shown").hidden = records.length === 0;
  at("summary").hidden = !summary || records.length === 0;
  for (const [name, value] of Object.entries(summary ?? {})) at(`sum_${name}`).textContent = number(value);
  drawEmpty(page && records.length === 0);
  if (records.length === 0) return;
  drawTable(records);
  at("position").textContent = say("position", number(skipped + 1), number(skipped + records.length), number(total));
  // Disabled by attribute, so that the focus stays on the button.
  at("newer").ariaDisabled = String(skipped === 0);
  at("older").ariaDisabled = String(skipped + records.length >= total);
}

function drawEmpty(isEmpty) {
  const hasProjects = at("project_id").options.length > 0;
  at("empty").hidden = !session || (hasProjects && !isEmpty);
  if (at("empty").hidden) return;
  const isFiltered = ["start_time", "end_time", ...FILTERS].some((name) => at(name).value);
  const kind = !hasProjects ? "noProject" : isFiltered ? "noMatch" : "noRecords";
  const project = at("project_id").value;
  const commands = { noProject: `deskledger admin --data DIR project grant ${session.user ?? "USER"} PROJECT`,
    noRecords: `deskledger import --data DIR --project-id ${project} FILE` };
  at("empty_title").textContent = say(kind);
  at("empty_text").textContent = say(`${kind}Text`, project);
  at("empty_command").textContent = commands[kind] ?? "";
  at("empty_command").hidden = !commands[kind];
  at("show_all").hidden = kind !== "noMatch";
}

const report = (status, problem = "") => {
  at("status").textContent = status;
  at("problem").textContent = problem;
};

/** Shows an error below its field, with the label; moves to the first one. */
function showErrors(errors) {
  for (const element of document.querySelectorAll(".error")) element.remove();
  for (const field of document.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  errors.forEach(([id, message], index) => {
    const field = at(id);
    const error = Object.assign(document.createElement("p"), { className: "error", id: `${id}_error` });
    // A rule names parameters; the page names their fields.
    const named = message.replace(/\b[a-z]+_[a-z]+\b/g, (name) => at(name)?.labels?.[0]?.textContent ?? name);
    error.textContent = `${field.labels[0].textContent}: ${named}`;
    field.after(error);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", error.id);
    if (index > 0) return;
    field.closest("details")?.setAttribute("open", "");
    field.focus({ preventScroll: true });
    field.parentElement.scrollIntoView({ block: "center" });
  });
}

const isMissing = (...ids) => {
  const errors = ids.filter((id) => !at(id).value.trim()).map((id) => [id, say("required")]);
  showErrors(errors);
  return errors.length > 0;
};

/** Shows an error response: at the fields that it names, else at `field`, else as a problem of the page. */
function showFailure(status, body, field) {
  if (status === 401 && session) {
    signOut();
    return report("", say("expired"));
  }
  const { error_code: code = "", error_msg: message = "" } = body.error ? { error_msg: body.error.message } : body;
  const meaning = texts[current()].meanings[code || status] || message;
  const why = [code, meaning].filter(Boolean).join(" ");
  const isField = ({ name }) => at(name)?.labels?.length;
  const found = body.violations ?? [];
  const others = found.filter((violation) => !isField(violation)).map(({ name, message: text }) => `${name}: ${text}`);
  const errors = found.filter(isField).map(({ name, message: text }) => [name, text]);
  if (!found.length && field) errors.push([field, why]);
  showErrors(errors);
  report(status ? say("requestFailed", status) : "", errors.length && !others.length ? "" : [...others, found.length ? "" : why].filter(Boolean).join(" "));
}

class Failed extends Error {
  constructor(response, body) { super(response.status); Object.assign(this, { status: response.status, body }); }
}

async function call(path, options = {}) {
  const token = session ? { "X-Auth-Token": session.token } : {};
  const headers = { Accept: "application/json", "Accept-Language": current() === "zh" ? "zh-CN" : "en", ...token, ...options.headers };
  const response = await fetch(path, { cache: "no-store", ...options, headers });
  if (!response.ok) throw new Failed(response, await response.json().catch(() => ({})));
  return { response, body: await response.json() };
}

/** Runs one piece of work at a time; a new one replaces the one before. No button is disabled meanwhile: it would lose the focus. */
async function run(work, field) {
  running?.abort();
  const mine = (running = new AbortController());
  at("cancel").hidden = false;
  showErrors([]);
  report(say("loading"));
  try {
    await work(mine.signal);
  } catch (error) {
    if (running === mine) {
      if (error instanceof Failed) showFailure(error.status, error.body, field);
      else report(say(mine.signal.aborted ? "cancelled" : "offline"));
    }
  }
  if (running !== mine) return;
  if (document.activeElement === at("cancel")) at("show").focus();
  at("cancel").hidden = true;
  running = null;
}

function query(extra) {
  const parameters = new URLSearchParams(extra);
  for (const name of FILTERS) if (at(name).value.trim()) parameters.set(name, at(name).value.trim());
  for (const [index, name] of ["start_time", "end_time"].entries()) {
    const typed = at("period").value === "custom";
    if (at(name).value) parameters.set(name, typed ? toMinute(at(name).value) : inUtc(bounds[index]));
  }
  return parameters;
}

/** Whether the period can be sent; a local time that clocks skip is not a time. */
function isPeriod() {
  const skipped = ["start_time", "end_time"].filter((name) => at(name).value && !toMinute(at(name).value));
  showErrors(skipped.map((name) => [name, say("noSuchTime", zone)]));
  return skipped.length === 0;
}

const project = () => encodeURIComponent(at("project_id").value);
const list = (signal, extra) => call(`/v2/${project()}/connections/desktops?${query(extra)}`, { signal });

function show(skipped = 0) {
  if (!at("project_id").value || !isPeriod()) return;
  const before = page;
  if (skipped === 0) {
    // The last days end now, whenever they were chosen.
    setPeriod(at("period").value);
    page = null;
    drawPage();
  }
  return run(async (signal) => {
    const summarize = () => call(`/ledger/v1/${project()}/summary?${query({ time_zone: zone })}`, { signal });
    const [{ body }, summary] = await Promise.all([
      list(signal, { limit: LIMIT, offset: skipped, order: "desc" }),
      skipped === 0 ? summarize().then((found) => found.body) : before?.summary,
    ]);
    page = { ...body, skipped, summary };
    report(body.records.length ? say("found", number(body.total_count)) : "");
    drawPage();
    if (skipped !== before?.skipped) at("scroll").scrollTop = 0;
  }, null);
}

function turn(button, by) {
  if (at(button).ariaDisabled !== "true") show(Math.max(0, page.skipped + by));
}

// The browser writes the file to the disk while it arrives: a form is sent, so that the token is in no address. Errors of the request are
// found beforehand; an error of the response itself is read from the frame in which it arrives.
function download() {
  if (!at("project_id").value || !isPeriod()) return;
  run(async (signal) => {
    const { body } = await list(signal, { limit: 0 });
    const fields = { token: session.token, project_id: at("project_id").value, accept: at("format").value, language: at("language").value,
      ...Object.fromEntries(query({})) };
    at("order").replaceChildren(...Object.entries(fields).map(([name, value]) =>
      Object.assign(document.createElement("input"), { type: "hidden", name, value })));
    at("order").submit();
    at("order").replaceChildren();
    report(say("saving", number(body.total_count)));
  });
}

function showFrame() {
  const text = at("answer").contentDocument?.body?.textContent;
  if (!text) return;
  try {
    const body = JSON.parse(text);
    // The status of the response is not known.
    showFailure(body.error_code === "APIGW.0301" ? 401 : "", body);
  } catch {
    report(say("offline"));
  }
}

async function start(found, signal) {
  const { body: { projects } } = await call("/ledger/v1/projects", { signal, headers: { "X-Auth-Token": found.token } });
  session = found;
  const option = ({ project_id: value, name }) =>
    Object.assign(document.createElement("option"), { value, textContent: name ? `${name} (${value})` : value });
  at("project_id").replaceChildren(...projects.map(option));
  for (const id of ["password", "token"]) at(id).value = "";
  page = null;
  setPeriod("week");
  report("");
  draw();
  at(projects.length ? "project_id" : "sign_out").focus();
}

function signIn(event) {
  event.preventDefault();
  if (isMissing("user", "password")) return;
  const name = at("user").value;
  const identity = { methods: ["password"], password: { user: { name, password: at("password").value, domain: { name: "deskledger" } } } };
  const body = JSON.stringify({ auth: { identity, scope: { domain: { name: "deskledger" } } } });
  run(async (signal) => {
    const { response } = await call("/v3/auth/tokens", { method: "POST", body, signal, headers: { "Content-Type": "application/json" } })
      .catch((error) => {
        if (error.status === 401) error.body = { error: { message: say("wrongPassword") } };
        throw error;
      });
    await start({ token: response.headers.get("X-Subject-Token"), user: name }, signal);
  }, "password").then(show);
}

function useToken(event) {
  event.preventDefault();
  if (isMissing("token")) return;
  run((signal) => start({ token: at("token").value.trim() }, signal), "token").then(show);
}

function signOut() {
  running?.abort();
  session = page = null;
  at("project_id").replaceChildren();
  showErrors([]);
  report("");
  draw();
  at("user").focus();
}

function setPeriod(name) {
  at("period").value = name;
  if (name === "custom") return;
  bounds = preset(name);
  ["start_time", "end_time"].forEach((id, index) => { at(id).value = bounds[index] ? toField(bounds[index]) : ""; });
}

at("locale").addEventListener("click", () => {
  change(current() === "en" ? "zh" : "en");
  showErrors([]);
  report("");
  draw();
});
at("sign_in").addEventListener("submit", signIn);
at("token_form").addEventListener("submit", useToken);
at("sign_out").addEventListener("click", signOut);
at("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  await show();
  // On a phone the result is below the form.
  if (page && at("status").getBoundingClientRect().bottom > innerHeight) at("status").scrollIntoView();
});
at("project_id").addEventListener("change", () => show());
at("period").addEventListener("change", () => { setPeriod(at("period").value); if (at("period").value !== "custom") show(); });
for (const id of ["start_time", "end_time"]) at(id).addEventListener("input", () => {
  at("period").value = at("start_time").value || at("end_time").value ? "custom" : "all";
});
at("language").addEventListener("change", () => { hasChosenLanguage = true; });
at("download").addEventListener("click", download);
at("answer").addEventListener("load", showFrame);
at("newer").addEventListener("click", () => turn("newer", -LIMIT));
at("older").addEventListener("click", () => turn("older", LIMIT));
at("cancel").addEventListener("click", () => running?.abort());
at("show_all").addEventListener("click", () => {
  for (const name of FILTERS) at(name).value = "";
  setPeriod("all");
  show();
  at("period").focus();
});
draw();
