// Opens the site in headless Chromium: content, links, search, keyboard, switch of the language, contrast and roles (axe), width of a
// phone, valid HTML, weight. No request leaves the machine. Screenshots are written beside the site.
const fs = require("fs");
const path = require("path");
const zlib = require("zlib");
const { pathToFileURL } = require("url");
const axe = require("axe-core");
const { FileSystemConfigLoader, HtmlValidate } = require("html-validate");
const { chromium } = require("playwright-core");

const site = path.resolve(process.argv[2]);
const screens = path.join(site, "..", "screens");
const address = (name) => pathToFileURL(path.join(site, name)).href;
const expected = {
  "reference.html": [
    "/v2/{project_id}/connections/desktops/export", "Exporting connection records", "start_time", "end_time", "language",
    "both start_time and end_time or neither", "At most 255 characters.", "zh_CN", "WKS.00211302", "WKS.00211102", "APIGW.0308",
    "Get a new token for the region of the endpoint",
  ],
  "reference.zh.html": ["项目 ID。", "最多 255 个字符。", "start_time 和 end_time 应同时给出或都不给出", "处理办法"],
  "errors.html": ["WKS.00211302", "Do not retry blindly"],
  "errors.zh.html": ["WKS.00211302", "处理办法"],
  "index.html": ["First export", "deskledger export"],
  "index.zh.html": ["第一次导出", "deskledger export"],
};
const hidden = /x-provenance|x-description|x-heading|OrderedMap|\[object /;
const SEEN = ["index", "reference", "errors", "files-from-elsewhere", "guide", "spec-diff"].flatMap((name) => [`${name}.html`, `${name}.zh.html`])
  .concat("benchmarks.html", "generator.zh.html", "promises.zh.html", "self-hosting.zh.html");
const SCREENS = { landing: "index", guide: "guide", reference: "reference", promises: "promises" };
const WIDTHS = [360, 768, 1280];
const MAX_BYTES = 300_000;
const problems = [];
const expect = (holds, text) => holds || problems.push(text);

async function content(page, names) {
  for (const name of names) {
    await page.goto(address(name));
    const text = await page.evaluate(() => document.body.innerText);
    for (const needle of expected[name] ?? []) expect(text.includes(needle), `${name}: expected "${needle}"`);
    expect(!name.startsWith("reference") || !hidden.test(text), `${name} shows extension data`);
    expect((await page.title()) !== "" && (await page.$$("h1")).length === 1, `${name}: expected a title and one h1`);
    const links = await page.$$eval("a[href]", (all) => all.map((link) => link.getAttribute("href")));
    const there = await page.$$eval("[id]", (all) => all.map((element) => element.id));
    for (const link of links.filter((link) => !/^[a-z]+:/.test(link))) {
      const [file, id] = link.split("#");
      expect(file === "" ? there.includes(decodeURIComponent(id)) || id === "" : fs.existsSync(path.join(site, decodeURIComponent(file))), `${name} links ${link}`);
    }
    const bytes = zlib.gzipSync(fs.readFileSync(path.join(site, name))).length;
    expect(bytes <= MAX_BYTES || name.startsWith("reference"), `${name}: ${bytes} bytes compressed`);
    expect(fs.existsSync(path.join(site, name.replace(/html$/, "md"))), `${name} has no twin in Markdown`);
  }
}

async function looks(browser) {
  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.newPage({ colorScheme, locale: "en-US", bypassCSP: true });
    watch(page);
    for (const name of SEEN) {
      await page.goto(address(name));
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
        expect(wide <= 0, `${name} is ${wide} pixels wider than ${width}`);
        await page.screenshot({ path: path.join(screens, `${name.slice(0, -5)}-${width}-${colorScheme}.png`) });
        if (width === 768) continue;
        if (width === WIDTHS[0]) await page.addScriptTag({ content: axe.source });
        const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"], preload: false }));
        for (const { id, impact, nodes } of violations) {
          expect(!["serious", "critical"].includes(impact), `${name} ${width} ${colorScheme}: ${id}: ${nodes[0].html}`);
        }
      }
    }
    await page.close();
  }
}

// The screenshots of docs/screens.
async function screenshots(browser) {
  const directory = path.join(__dirname, "../../docs/screens");
  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.newPage({ colorScheme, locale: "en-US", viewport: { width: 1000, height: 620 } });
    for (const [name, start] of Object.entries(SCREENS)) {
      for (const language of ["", ".zh"]) {
        await page.goto(address(`${start}${language}.html`));
        await page.screenshot({ path: path.join(directory, `${name}-${colorScheme}${language}.png`) });
      }
    }
    await page.close();
  }
}

async function use(browser) {
  const page = await browser.newPage({ locale: "en-US", viewport: { width: 1280, height: 900 } });
  watch(page);
  await page.goto(address("guide.html"));
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.className === "skip"), "the first key does not reach the skip link");
  for (const [name, words, target] of [["guide.html", "terminal_type", "reference.html#"], ["index.zh.html", "时间范围", ".zh.html#"], ["index.zh.html", "重试", ".zh.html#"]]) {
    await page.goto(address(name));
    await page.keyboard.press("/");
    await page.keyboard.type(words);
    await page.waitForSelector("#found:not([hidden]) a", { timeout: 10_000 });
    const found = await page.$$eval("#found a", (all) => all.map((link) => link.getAttribute("href")));
    expect(found.some((link) => link.includes(target)), `${name}: a search for ${words} finds ${found.length} headings, none in ${target}`);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.hash !== "");
  }
  for (const [name, id] of [["reference.html", "exportConnectionRecords--responses"], ["last-month-as-excel.html", "local-times"], ["guide.html", "convert-files"], ["self-hosting.html", "limits"]]) {
    await page.goto(`${address(name)}#${id}`);
    await page.click("a.language");
    await page.waitForURL(/\.zh\.html#/);
    const hash = new URL(page.url()).hash;
    expect(hash === `#${id}`, `${name}: the other language opens at ${hash} instead of #${id}`);
  }
  await page.close();
  const chinese = await browser.newPage({ locale: "zh-CN", viewport: { width: 360, height: 800 } });
  watch(chinese);
  await chinese.goto(address("index.html"));
  await chinese.waitForURL(/index\.zh\.html/);
  await chinese.click("a.language");
  await chinese.waitForURL(/index\.html/);
  await chinese.click("button.menu");
  expect(await chinese.isVisible("nav a"), "the menu of a phone does not open");
  const script = await browser.newContext({ javaScriptEnabled: false });
  const plain = await script.newPage();
  await plain.goto(address("reference.html"));
  expect(await plain.isVisible("#exportConnectionRecords"), "the reference needs JavaScript");
  await plain.pdf({ path: path.join(screens, "reference.pdf") });
}

function watch(page) {
  page.on("request", (request) => expect(/^(file|data|blob|about):/.test(request.url()), `left the machine: ${request.url()}`));
  page.on("pageerror", (error) => problems.push(`failed in the browser: ${error}`));
  page.on("console", (message) => expect(message.type() !== "error", `${page.url()}: ${message.text()}`));
}

async function validate(names) {
  const config = { extends: ["html-validate:recommended"], rules: { "doctype-style": "off", "long-title": "off", "no-trailing-whitespace": "off", "valid-id": ["error", { relaxed: true }], "void-style": "off" } };
  const validator = new HtmlValidate(new FileSystemConfigLoader({ root: true, ...config }));
  for (const name of names) {
    const report = await validator.validateString(fs.readFileSync(path.join(site, name), "utf8"), name);
    for (const { messages } of report.results) {
      for (const one of messages.slice(0, 3)) problems.push(`${name}:${one.line}: ${one.message} (${one.ruleId})`);
    }
  }
}

(async () => {
  fs.mkdirSync(screens, { recursive: true });
  const names = fs.readdirSync(site).filter((name) => name.endsWith(".html"));
  for (const name of Object.keys(expected)) expect(names.includes(name), `${name} is missing`);
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => fs.existsSync(file));
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  if (process.argv[3] === "--screens") {
    await screenshots(browser);
    await browser.close();
    return;
  }
  const page = await browser.newPage({ locale: "en-US" });
  watch(page);
  await content(page, names);
  await page.goto(address("rustdoc/deskledger/index.html"));
  expect((await page.title()) !== "", "the Rust documentation has no title");
  await page.close();
  await looks(browser);
  await use(browser);
  await browser.close();
  await validate(names);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`${names.length} pages: content, links, search, keyboard, axe, HTML and weight are as expected; no request left the machine`);
})();
