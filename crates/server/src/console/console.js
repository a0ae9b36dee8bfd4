"use strict";
const texts = {
  en: { title: "Connection records", reference: "API reference", token: "Token", project: "Project id",
    start: "From (minute, UTC)", end: "Before (minute, UTC)", user: "User", computer: "Desktop name",
    terminal: "Terminal OS type", language: "Language of the file", format: "Format", preview: "Preview",
    download: "Download", found: "{0} records; the first {1} are shown.", loading: "Loading…",
    saved: "Saved {0} ({1} bytes).", failed: "The request failed with status {0}.", offline: "The server does not answer.",
    broken: "The file broke off; nothing was saved." },
  zh: { title: "连接记录", reference: "接口文档", token: "令牌", project: "项目ID", start: "开始时间（分钟，UTC）",
    end: "结束时间（分钟，UTC）", user: "用户", computer: "桌面名称", terminal: "终端系统类型", language: "文件语言",
    format: "格式", preview: "预览", download: "下载", found: "共 {0} 条记录，显示前 {1} 条。", loading: "正在加载…",
    saved: "已保存 {0}（{1} 字节）。", failed: "请求失败，状态码 {0}。", offline: "服务器没有响应。", broken: "文件传输中断，未保存。" },
};
const at = (id) => document.getElementById(id);
const filters = ["start_time", "end_time", "user_name", "computer_name", "terminal_type"];
let locale = navigator.language.startsWith("zh") ? "zh" : "en";

function say(name, ...values) {
  return texts[locale][name].replace(/\{(\d)\}/g, (_, index) => values[index]);
}

function draw() {
  document.documentElement.lang = locale;
  document.title = say("title");
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  at("locale").textContent = locale === "en" ? "中文" : "English";
  at("locale").lang = locale === "en" ? "zh" : "en";
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

async function ask(path, accept) {
  tell(say("loading"));
  at("records").hidden = true;
  let answer;
  try {
    answer = await fetch(path, { headers: { "X-Auth-Token": at("token").value.trim(), Accept: accept } });
  } catch {
    tell(say("offline"));
    return null;
  }
  if (answer.ok) return answer;
  const body = await answer.json().catch(() => ({}));
  const list = (body.violations || []).map((violation) => `${violation.name}: ${violation.message}`);
  tell(say("failed", answer.status), list.length ? list : [body.error_msg || ""]);
  return null;
}

async function preview(event) {
  event.preventDefault();
  const answer = await ask(address("", { limit: 20 }), "application/json");
  if (!answer) return;
  const page = await answer.json();
  const names = [...new Set(page.records.flatMap(Object.keys))];
  const row = (kind, values) => {
    const line = document.createElement("tr");
    line.append(...values.map((value) => Object.assign(document.createElement(kind), { textContent: value ?? "" })));
    return line;
  };
  const table = at("records");
  table.tHead.replaceChildren(row("th", names));
  table.tBodies[0].replaceChildren(...page.records.map((record) => row("td", names.map((name) => record[name]))));
  table.hidden = page.records.length === 0;
  tell(say("found", page.total_count.toLocaleString(), page.records.length));
}

async function download() {
  if (!at("form").reportValidity()) return;
  const answer = await ask(address("/export", { language: at("language").value }), at("format").value);
  if (!answer) return;
  let file;
  try {
    file = await answer.blob();
  } catch {
    tell(say("broken"));
    return;
  }
  const disposition = answer.headers.get("Content-Disposition") || "";
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition);
  const plain = /filename="([^"]+)"/.exec(disposition);
  const name = encoded ? decodeURIComponent(encoded[1]) : plain ? plain[1] : "connection-records";
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  tell(say("saved", name, file.size.toLocaleString()));
}

at("locale").addEventListener("click", () => { locale = locale === "en" ? "zh" : "en"; tell(""); draw(); });
at("form").addEventListener("submit", preview);
at("download").addEventListener("click", download);
draw();
