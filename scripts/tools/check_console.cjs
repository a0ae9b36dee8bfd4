// Uses the console of a running server in headless Chromium, by keyboard alone, in English and Chinese, light and dark; then tries a
// call in the reference. Arguments: URL TOKEN [DIRECTORY for pictures].
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");

const [url, token, pictures] = process.argv.slice(2);
const wrong = [];
const expect = (is, what) => is || wrong.push(what);
const words = {
  en: { title: "Connection records", count: /^200 records/, heading: "Connected User", file: "connection-records", other: "zh",
    failed: "The request failed with status 401.", offline: "The server does not answer.", choice: "ArrowUp" },
  zh: { title: "连接记录", count: /^共 200 条/, heading: "连接用户", file: "连接记录", other: "en", failed: "请求失败，状态码 401。",
    offline: "服务器没有响应。", choice: "ArrowDown" },
};

async function open(browser, options) {
  const page = await browser.newPage({ acceptDownloads: true, viewport: { width: 1280, height: 900 }, ...options });
  page.setDefaultTimeout(10000);
  page.on("request", (request) => expect(/^(data|blob):/.test(request.url()) || request.url().startsWith(url), `asked ${request.url()}`));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (line) => line.type() === "error" && !/status of 40|ERR_FAILED/.test(line.text()) && wrong.push(line.text()));
  return page;
}

// Only Tab, Enter, arrows and letters.
async function byKeyboard(browser, locale, colorScheme) {
  const page = await open(browser, { locale: locale === "zh" ? "zh-CN" : "en-US", colorScheme });
  const at = `${locale}, ${colorScheme}: `;
  const told = words[locale];
  const picture = (name) => pictures && page.screenshot({ path: path.join(pictures, `${locale}-${colorScheme}-${name}.png`) });
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const focused = () => page.evaluate(() => document.activeElement.id);
  const tabTo = async (id) => {
    for (let presses = 0; presses < 30; presses += 1) {
      await press("Tab");
      if ((await focused()) === id) {
        const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
        return expect(outline !== "none", `${at}nobody sees that ${id} has the focus`);
      }
    }
    wrong.push(`${at}Tab does not lead to ${id}`);
  };
  const write = async (id, text) => { await tabTo(id); await page.keyboard.type(text); };
  const status = () => page.textContent("#status");

  await page.goto(url + "/");
  await picture("empty");
  expect((await page.textContent("h1")) === told.title, `${at}the title is ${await page.textContent("h1")}`);
  expect((await page.getAttribute("html", "lang")) === locale, `${at}the page does not say its language`);

  await write("token", "wrong");
  await press("Enter");
  await page.waitForSelector("#errors li");
  expect((await status()) === told.failed, `${at}a refusal is told as ${await status()}`);
  await press("Control+A");
  await page.keyboard.type(token);

  await write("start_time", "2020-04-13T01:59Z");
  await press("Enter");
  await page.waitForFunction(() => document.getElementById("errors").textContent.includes("end_time"));
  await picture("refused");
  await press("Control+A", "Delete", "Enter");
  await page.waitForSelector("#shown:not([hidden]) tbody tr");
  expect((await page.locator("#records tbody tr").count()) === 20, `${at}the preview has not 20 rows`);
  expect(told.count.test(await status()), `${at}the count is told as ${await status()}`);
  expect((await page.textContent("#records th")) === told.heading, `${at}the first heading is ${await page.textContent("#records th")}`);
  await picture("preview");

  const formats = [["E", "xlsx", "PK"], ["C", "csv", ","], ["N", "ndjson", "{"], ["P", "parquet", "PAR1"]];
  await tabTo("language");
  await press(told.choice);
  for (const [letter, ending, content] of formats) {
    await write("format", letter);
    await tabTo("download");
    const [download] = await Promise.all([page.waitForEvent("download"), press("Enter")]);
    expect(download.suggestedFilename() === `${told.file}.${ending}`, `${at}the file is called ${download.suggestedFilename()}`);
    expect(fs.readFileSync(await download.path(), "latin1").includes(content), `${at}the ${ending} is none`);
    await page.waitForFunction((name) => document.getElementById("status").textContent.includes(name), `${told.file}.${ending}`)
      .catch(async () => wrong.push(`${at}${ending} is told as ${await status()}`));
  }

  await page.route("**/connections/**", (route) => route.abort());
  await press("Enter");
  await page.waitForFunction((text) => document.getElementById("status").textContent === text, told.offline)
    .catch(async () => wrong.push(`${at}a server that is gone is told as ${await status()}`));
  await tabTo("locale");
  await press("Enter");
  expect((await page.textContent("h1")) === words[told.other].title, `${at}the button does not change the language`);
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.close();
  return background;
}

// The reference sends a request to this very server, and shows its answer.
async function tryIt(browser) {
  const page = await open(browser, {});
  await page.goto(url + "/docs");
  await page.click("button.authorize");
  await page.fill(".auth-container input", token);
  await page.click(".auth-btn-wrapper button.authorize");
  await page.click(".auth-btn-wrapper button.btn-done");
  const call = page.locator(".opblock", { has: page.locator('[data-path="/v2/{project_id}/connections/desktops"]') });
  await call.locator("button.try-out__btn").click();
  // The examples of the document are filled in; with them no record would be found.
  for (const input of await call.locator(".parameters input[type=text]:not([disabled])").all()) {
    const name = await input.evaluate((element) => element.closest("tr")?.dataset.paramName);
    if (!["project_id", "limit"].includes(name)) await input.fill("");
  }
  await call.locator("button.execute").click();
  const code = call.locator(".live-responses-table .response-col_status");
  await code.first().waitFor();
  expect((await code.last().textContent()).trim().startsWith("200"), `/docs: trying the list call gives ${await code.allTextContents()}`);
  expect((await call.locator(".live-responses-table").textContent()).includes("total_count"), "/docs: the answer is not shown");
  if (pictures) await page.screenshot({ path: path.join(pictures, "docs.png") });
  await page.close();
}

(async () => {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => fs.existsSync(file));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
  const colours = { light: new Set(), dark: new Set() };
  for (const locale of ["en", "zh"]) for (const scheme of ["light", "dark"]) colours[scheme].add(await byKeyboard(browser, locale, scheme));
  expect(colours.light.isDisjointFrom?.(colours.dark) ?? [...colours.light].every((colour) => !colours.dark.has(colour)), "dark looks like light");
  await tryIt(browser).catch((error) => wrong.push(`/docs: ${error}`));
  await browser.close();
  wrong.forEach((what) => console.error(what));
  if (wrong.length > 0) process.exitCode = 1;
  else console.log("the console previews, downloads and tells what is wrong, by keyboard, in two languages and two schemes; the reference tries a call");
})();
