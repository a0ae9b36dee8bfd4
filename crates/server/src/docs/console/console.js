"use strict";
const texts = {
  en: { title: "Connection records", reference: "API reference", access: "Access", which: "Which records", file: "File",
    token: "Token", project: "Project id", pick: "Choose a project", login: "A token for name and password", name: "User name", password: "Password",
    getToken: "Get a token", start: "From (minute, UTC)", end: "Before (minute, UTC)", user: "User",
    computer: "Desktop name", terminal: "Terminal OS type", language: "Language", format: "Format", preview: "Preview",
    download: "Download", cancel: "Cancel", found: "{0} records; the first {1} are shown.", none: "No records.",
    loading: "Loading…", saving: "{0} records: the browser saves the file.", hasToken: "The token is good until {0}.",
    projects: "Projects to choose from: {0}.", failed: "The request failed with status {0}.",
    offline: "The server does not answer.", cancelled: "Cancelled.", yes: "Yes", no: "No" },
  zh: { title: "连接记录", reference: "接口文档", access: "访问", which: "记录范围", file: "文件", token: "令牌", project: "项目ID", pick: "选择项目",
    login: "用户名和密码换取令牌", name: "用户名", password: "密码", getToken: "获取令牌", start: "开始时间（分钟，UTC）",
    end: "结束时间（分钟，UTC）", user: "用户", computer: "桌面名称", terminal: "终端系统类型", language: "语言", format: "格式",
    preview: "预览", download: "下载", cancel: "取消", found: "共 {0} 条记录，显示前 {1} 条。", none: "没有记录。", loading: "正在加载…",
    saving: "共 {0} 条记录，浏览器正在保存文件。", hasToken: "令牌有效期至 {0}。", projects: "可选项目：{0} 个。",
    failed: "请求失败，状态码 {0}。", offline: "服务器没有响应。", cancelled: "已取消。", yes: "是", no: "否" },
};
// What the codes of the service and of the gateway mean, and the statuses of the identity service, which has no codes.
const meanings = {
  "WKS.00211102": "参数无效。", "WKS.00211302": "用户认证失败。", "WKS.00081102": "用户无权访问该资源。", "WKS.00211902": "项目不存在。",
  "WKS.00211401": "操作失败，请稍后重试。", "WKS.00050902": "服务暂不可用，请稍后重试。", "APIGW.0301": "令牌缺失、错误或已过期。",
  "APIGW.0302": "用户无权访问。", "APIGW.0307": "令牌需要更新。", "APIGW.0308": "请求过多，请稍后重试。", "APIGW.0201": "请求过大或超时。",
  400: "请求无效：请填写用户名、密码和项目ID。", 401: "用户名或密码错误。", 403: "用户无权使用该项目。", 404: "项目不存在。",
  429: "请求过多，请稍后重试。", 503: "服务暂不可用，请稍后重试。",
};
const at = (id) => document.getElementById(id);
const headings = JSON.parse(at("headings").textContent);
const filters = ["start_time", "end_time", "user_name", "computer_name", "terminal_type"];
let locale = navigator.language.startsWith("zh") ? "zh" : "en";
let running = null;
let page = null;

function say(name, ...values) {
  return texts[locale][name].replace(/\{(\d)\}/g, (_, index) => values[index]);
}

function draw() {
  document.documentElement.lang = locale;
  document.title = say("title");
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  at("locale").textContent = locale === "en" ? "中文" : "English";
  at("locale").lang = locale === "en" ? "zh" : "en";
  show();
}

function address(end, more) {
  const query = new URLSearchParams(more);
  for (const name of filters) if (at(name).value.trim()) query.set(name, at(name).value.trim());
  return `/v2/${encodeURIComponent(at("project_id").value.trim())}/connections/desktops${end}?${query}`;
}

function tell(status, errors = []) {
  at("status").textContent = status;
  at("errors").replaceChildren(...errors.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

// What a refusal says, in the language of the page: the service writes the rules in it, and its codes are explained here.
function refuse(status, body) {
  const list = (body.violations || []).map((violation) => `${violation.name}: ${violation.message}`);
  const { error_code: code = "", error_msg: message = "" } = body.error ? { error_msg: body.error.message } : body;
  const meaning = locale === "zh" ? meanings[code || status] : "";
  const told = [code, meaning || message].filter(Boolean).join(" ");
  tell(say("failed", status), list.length ? list : told ? [told] : []);
}

// One request at a time: a new one takes the place of the one before. No button is disabled meanwhile: it would lose the focus.
async function ask(path, use, more = {}) {
  running?.abort();
  const mine = (running = new AbortController());
  at("cancel").hidden = false;
  tell(say("loading"));
  try {
    const headers = { Accept: "application/json", "Accept-Language": locale === "zh" ? "zh-CN" : "en", ...more.headers };
    const answer = await fetch(path, { cache: "no-store", signal: mine.signal, ...more, headers });
    const body = await answer.json().catch(() => ({}));
    if (running === mine) answer.ok ? use(body, answer) : refuse(answer.status, body);
  } catch {
    if (running === mine) tell(say(mine.signal.aborted ? "cancelled" : "offline"));
  }
  if (running !== mine) return;
  if (document.activeElement === at("cancel")) at("download").focus();
  at("cancel").hidden = true;
  running = null;
}

const withToken = () => ({ headers: { "X-Auth-Token": at("token").value.trim() } });

function show() {
  at("shown").hidden = !page?.records.length;
  if (!page) return;
  const known = headings.filter(({ name }) => page.records.some((record) => name in record));
  const row = (kind, values) => {
    const line = document.createElement("tr");
    line.append(...values.map((value) => Object.assign(document.createElement(kind), {
      textContent: typeof value === "boolean" ? say(value ? "yes" : "no") : value ?? "",
      className: typeof value === "number" ? "number" : "",
    })));
    return line;
  };
  const head = row("th", known.map((heading) => heading[locale]));
  for (const cell of head.cells) cell.scope = "col";
  at("records").tHead.replaceChildren(head);
  at("records").tBodies[0].replaceChildren(...page.records.map((record) => row("td", known.map(({ name }) => record[name]))));
  tell(page.records.length ? say("found", page.total_count.toLocaleString(locale), page.records.length) : say("none"));
}

function preview(event) {
  event.preventDefault();
  page = null;
  show();
  ask(address("", { limit: 20 }), (body) => {
    page = body;
    show();
  }, withToken());
}

// The browser writes the file to the disk while it comes: a form is sent, so that the token stands in no address, and its answer is no
// page. What is wrong with the request is found out before; what the answer itself refuses is read from the frame that it lands in.
function download() {
  if (!at("form").reportValidity()) return;
  ask(address("", { limit: 0 }), ({ total_count: count }) => {
    const fields = { token: at("token").value.trim(), project_id: at("project_id").value.trim(), accept: at("format").value,
      language: at("language").value };
    for (const name of filters) fields[name] = at(name).value.trim();
    const inputs = Object.entries(fields).filter(([, value]) => value).map(([name, value]) =>
      Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    at("order").replaceChildren(...inputs);
    at("order").submit();
    at("order").replaceChildren();
    tell(say("saving", count.toLocaleString(locale)));
  }, withToken());
}

function refused() {
  const text = at("answer").contentDocument?.body?.textContent;
  if (!text) return;
  try {
    const body = JSON.parse(text);
    refuse(body.error_code ? body.error_code.split(".").pop() : "", body);
  } catch {
    tell(say("offline"));
  }
}

// The projects that the token is good for, to choose from. A token that is no good is told when it is used.
async function listProjects() {
  at("pick").hidden = true;
  if (!at("token").value.trim()) return;
  const before = at("status").textContent;
  const answer = await fetch("/ledger/v1/projects", { cache: "no-store", ...withToken() }).catch(() => null);
  if (!answer?.ok) return;
  const { projects } = await answer.json();
  const option = ({ project_id: value, name }) =>
    Object.assign(document.createElement("option"), { value, textContent: name ? `${name} (${value})` : value });
  at("projects").replaceChildren(...projects.map(option));
  at("pick").hidden = projects.length === 0;
  if (projects.some(({ project_id: id }) => id === at("project_id").value.trim())) at("projects").value = at("project_id").value.trim();
  else if (projects.length) at("project_id").value = at("projects").value;
  // What has been told meanwhile stays.
  if (!running && at("status").textContent === before) tell(say("projects", projects.length.toLocaleString(locale)));
}

function login() {
  const user = { name: at("login_name").value, password: at("login_password").value, domain: { name: "deskledger" } };
  const scope = { project: { id: at("project_id").value.trim() } };
  const body = JSON.stringify({ auth: { identity: { methods: ["password"], password: { user } }, scope } });
  ask("/v3/auth/tokens", ({ token }, answer) => {
    at("token").value = answer.headers.get("X-Subject-Token");
    at("login_password").value = "";
    at("login").open = false;
    at("token").focus();
    listProjects().then(() => tell(say("hasToken", new Date(token.expires_at).toLocaleString(locale))));
  }, { method: "POST", body, headers: { "Content-Type": "application/json" } });
}

function enterLogsIn(event) {
  if (event.key !== "Enter") return;
  event.preventDefault();
  login();
}

at("locale").addEventListener("click", () => { locale = locale === "en" ? "zh" : "en"; tell(""); draw(); });
at("form").addEventListener("submit", preview);
at("download").addEventListener("click", download);
at("answer").addEventListener("load", refused);
at("token").addEventListener("change", listProjects);
at("projects").addEventListener("change", () => { at("project_id").value = at("projects").value; });
at("project_id").addEventListener("change", () => { at("projects").value = at("project_id").value.trim(); });
at("get_token").addEventListener("click", login);
for (const id of ["login_name", "login_password"]) at(id).addEventListener("keydown", enterLogsIn);
at("cancel").addEventListener("click", () => running?.abort());
draw();
