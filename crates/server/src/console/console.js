"use strict";
const texts = {
  en: { title: "Connection records", reference: "API reference", access: "Access", which: "Which records", file: "File",
    token: "Token", project: "Project id", start: "From (minute, UTC)", end: "Before (minute, UTC)", user: "User",
    computer: "Desktop name", terminal: "Terminal OS type", language: "Language", format: "Format", preview: "Preview",
    download: "Download", cancel: "Cancel", found: "{0} records; the first {1} are shown.", none: "No records.",
    loading: "Loading…", receiving: "{0} received…", saved: "Saved {0} ({1}).", failed: "The request failed with status {0}.",
    offline: "The server does not answer.", broken: "The file broke off; nothing was saved.", cancelled: "Cancelled; nothing was saved.",
    yes: "Yes", no: "No" },
  zh: { title: "连接记录", reference: "接口文档", access: "访问", which: "记录范围", file: "文件", token: "令牌", project: "项目ID",
    start: "开始时间（分钟，UTC）", end: "结束时间（分钟，UTC）", user: "用户", computer: "桌面名称", terminal: "终端系统类型",
    language: "语言", format: "格式", preview: "预览", download: "下载", cancel: "取消", found: "共 {0} 条记录，显示前 {1} 条。",
    none: "没有记录。", loading: "正在加载…", receiving: "已接收 {0}…", saved: "已保存 {0}（{1}）。", failed: "请求失败，状态码 {0}。",
    offline: "服务器没有响应。", broken: "文件传输中断，未保存。", cancelled: "已取消，未保存。", yes: "是", no: "否" },
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

function size(bytes) {
  const unit = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
  const number = (bytes / 1024 ** unit).toLocaleString(locale, { maximumFractionDigits: unit && 1 });
  return `${number} ${["B", "KiB", "MiB"][unit]}`;
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

// One request at a time: a new one takes the place of the one before. No button is disabled meanwhile: it would lose the focus.
async function ask(path, accept, use) {
  running?.abort();
  const mine = (running = new AbortController());
  at("cancel").hidden = false;
  tell(say("loading"));
  let lost = "offline";
  try {
    const headers = { "X-Auth-Token": at("token").value.trim(), Accept: accept };
    const answer = await fetch(path, { headers, signal: mine.signal, cache: "no-store" });
    lost = "broken";
    if (answer.ok) await use(answer);
    else {
      const body = await answer.json().catch(() => ({}));
      const list = (body.violations || []).map((violation) => `${violation.name}: ${violation.message}`);
      const code = [body.error_code, body.error_msg].filter(Boolean).join(" ");
      tell(say("failed", answer.status), list.length ? list : code ? [code] : []);
    }
  } catch {
    if (running === mine) tell(say(mine.signal.aborted ? "cancelled" : lost));
  }
  if (running !== mine) return;
  if (document.activeElement === at("cancel")) at("download").focus();
  at("cancel").hidden = true;
  running = null;
}

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
  ask(address("", { limit: 20 }), "application/json", async (answer) => {
    page = await answer.json();
    show();
  });
}

function download() {
  if (!at("form").reportValidity()) return;
  ask(address("/export", { language: at("language").value }), at("format").value, async (answer) => {
    const parts = [];
    let received = 0;
    for (let reader = answer.body.getReader(), part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      received += part.value.length;
      at("status").textContent = say("receiving", size(received));
    }
    const disposition = answer.headers.get("Content-Disposition") || "";
    const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition);
    const plain = /filename="([^"]+)"/.exec(disposition);
    const name = encoded ? decodeURIComponent(encoded[1]) : plain ? plain[1] : "connection-records";
    const file = new Blob(parts, { type: answer.headers.get("Content-Type") || "" });
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    tell(say("saved", name, size(received)));
  });
}

at("locale").addEventListener("click", () => { locale = locale === "en" ? "zh" : "en"; tell(""); draw(); });
at("form").addEventListener("submit", preview);
at("download").addEventListener("click", download);
at("cancel").addEventListener("click", () => running?.abort());
draw();
