// Search over an index that is loaded as a script, so that it works from files; the switch of the language keeps the place.
"use strict";
const box = document.getElementById("search");
const found = document.getElementById("found");
const [count, list] = found.children;
const MAX_RESULTS = 30;
let entries = null;

globalThis.searchIndex = (all) => {
  entries = all.map(([url, page, heading, text]) => ({ url, page, heading, text, folded: fold(`${heading} ${page} ${text}`) }));
  search();
};

const fold = (text) => text.normalize("NFKC").toLowerCase();

// Every word must occur. Chinese is written without spaces, so a word is found anywhere in the text.
function search() {
  const words = fold(box.value).split(/\s+/).filter(Boolean);
  found.hidden = words.length === 0 || !entries;
  if (found.hidden) return;
  const weight = (text, word, points) => (fold(text).includes(word) ? points : 0);
  const score = (entry) => words.reduce((sum, word) => sum + weight(entry.heading, word, 2) + weight(entry.page, word, 1), 0);
  const hits = entries.filter((entry) => words.every((word) => entry.folded.includes(word)));
  hits.sort((a, b) => score(b) - score(a));
  list.replaceChildren(...hits.slice(0, MAX_RESULTS).map((entry) => item(entry, words[0])));
  count.textContent = hits.length === 0 ? box.dataset.none : `${hits.length} ${box.dataset.results}`;
}

function item({ url, page, heading, text }, word) {
  const [link, title, row] = ["a", "strong", "li"].map((name) => document.createElement(name));
  const start = Math.max(0, fold(text).indexOf(word) - 30);
  title.textContent = heading === page ? page : `${page} › ${heading}`;
  link.append(title, document.createElement("br"), text.slice(start, start + 120));
  link.href = url;
  link.addEventListener("click", () => { found.hidden = true; });
  row.append(link);
  return row;
}

box.closest("search").hidden = false;
box.addEventListener("focus", () => {
  if (document.querySelector("script[data-search]")) return;
  const script = Object.assign(document.createElement("script"), { src: box.dataset.index });
  script.dataset.search = "";
  document.head.append(script);
});
box.addEventListener("input", search);
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, textarea, [contenteditable]");
  const places = [box, ...list.querySelectorAll("a")];
  const at = places.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (at >= 0 && !found.hidden && step) places[Math.min(Math.max(at + step, 0), places.length - 1)].focus();
  else if (at >= 0 && event.key === "Escape") { box.focus(); found.hidden = true; }
  else if (at === 0 && event.key === "Enter") places[1]?.click();
  else if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) box.focus();
  else return;
  event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("search")) found.hidden = true;
});

// The heading at the top of the window has the same id in the other language.
const other = document.querySelector("a.language");
other?.addEventListener("click", () => {
  const isAbove = (heading) => heading.getBoundingClientRect().top < parseFloat(getComputedStyle(heading).scrollMarginTop) + 8;
  const above = [...document.querySelectorAll("main [id]")].filter(isAbove);
  const place = scrollY > 0 && above.length > 0 ? `#${above.at(-1).id}` : "";
  other.href = other.getAttribute("href").split("#")[0] + place;
  try { sessionStorage.setItem("language", other.lang); } catch { /* Storage may be off. */ }
});
// The landing page appears in the language of the reader until one is selected.
if (document.body.classList.contains("home") && other?.lang.startsWith("zh") && navigator.language.startsWith("zh")) {
  let selected = "none";
  try { selected = sessionStorage.getItem("language"); } catch { /* Storage may be off. */ }
  if (selected === null) location.replace(other.href);
}
