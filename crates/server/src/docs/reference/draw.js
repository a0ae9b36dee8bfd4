"use strict";
// Draws the document. No request leaves the page by itself: no validator, no fonts, no map of the source.
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

SwaggerUIBundle({
  spec: JSON.parse(document.getElementById("document").textContent),
  dom_id: "#reference",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: "full",
  showExtensions: true,
  showCommonExtensions: true,
  validatorUrl: null,
});

// The labels of the page in Chinese, for a browser that asks for it; the prose of the document stays as it is written.
const labels = {
  "Authorize": "认证", "Available authorizations": "可用的认证方式", "Logout": "注销", "Close": "关闭", "Value:": "值：", "Name:": "名称：",
  "In:": "位置：", "Servers": "服务器", "Server variables": "服务器变量", "Computed URL:": "生成的地址：", "Parameters": "参数", "No parameters": "无参数",
  "Name": "名称", "Description": "说明", "Try it out": "试用", "Cancel": "取消", "Reset": "重置", "Execute": "执行", "Clear": "清除",
  "Send empty value": "发送空值", "Request body": "请求体", "Responses": "响应", "Response": "响应", "Server response": "服务器响应", "Response body": "响应体",
  "Response headers": "响应头", "Request URL": "请求地址", "Request duration": "请求耗时", "Details": "详情", "Code": "状态码", "Links": "链接",
  "No links": "无链接", "Media type": "媒体类型", "Example Value": "示例值", "Example": "示例", "Examples": "示例", "Schema": "结构", "Schemas": "结构",
  "Model": "模型", "Download": "下载", "Headers:": "响应头：", "Type": "类型", "Controls ": "决定请求头 ", "Loading...": "加载中…",
  "Default value": "默认值", "Available values": "可选值", "Expand all": "全部展开", "Collapse all": "全部折叠",
};
function translate(root) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = root.nodeType === Node.TEXT_NODE ? root : texts.nextNode(); node; node = texts.nextNode()) {
    const label = labels[node.nodeValue.trim()];
    if (label && !node.parentElement?.closest("code, pre, .markdown, .renderedMarkdown")) node.nodeValue = label;
  }
}

// What assistive technology needs and Swagger UI leaves out: names of controls, scrolling by keyboard, no link inside a button.
const isChinese = navigator.language.startsWith("zh");
function complete(root) {
  if (!root.querySelectorAll) return;
  const all = (selector) => [...(root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  for (const select of all("select")) select.ariaLabel ??= select.id || select.closest("tr")?.dataset.paramName || "type";
  for (const button of all("button:empty")) button.ariaLabel ??= isChinese ? "复制" : "Copy";
  for (const code of all("pre")) code.tabIndex = 0;
  for (const link of all("button a[href]")) link.removeAttribute("href");
}
const reference = document.getElementById("reference");
function improve(node) {
  complete(node);
  if (isChinese) translate(node);
}
new MutationObserver((changes) => changes.forEach(({ type, target, addedNodes }) =>
  (type === "characterData" ? [target] : addedNodes).forEach(improve)))
  .observe(reference, { childList: true, subtree: true, characterData: true });
improve(reference);
