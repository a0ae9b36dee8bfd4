// Operates the console of a running server in headless Chromium with the keyboard alone, in English and Chinese, light and dark; then tries
// an operation in the reference page, also by keyboard. Arguments: URL TOKEN [DIRECTORY for screenshots].
// Environment: CONFORMANCE_PROJECT, CONFORMANCE_USER and CONFORMANCE_PASSWORD_FILE, a user with a role in that project.
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");

const [url, token, pictures] = process.argv.slice(2);
const wrong = [];
const expect = (is, what) => is || wrong.push(what);
const { CONFORMANCE_PROJECT: project, CONFORMANCE_USER: user } = process.env;
const password = fs.readFileSync(process.env.CONFORMANCE_PASSWORD_FILE, "utf8").trim();
const words = {
  en: { title: "Connection records", count: /^200 records/, heading: "Connected User", file: "connection-records", other: "zh",
    failed: "The request failed with status 401.", why: "decrypt token fail", rule: /expected/, offline: "The server does not answer.",
    choice: "ArrowUp", projects: /^Projects to choose from: [1-9]/, saving: /^200 records/, hasToken: /^The token is good until/,
    wrongPassword: /password is wrong/, tryIt: "Try it out", execute: "Execute" },
  zh: { title: "连接记录", count: /^共 200 条/, heading: "连接用户", file: "连接记录", other: "en", failed: "请求失败，状态码 401。",
    why: "令牌缺失、错误或已过期。", rule: /应为/, offline: "服务器没有响应。", choice: "ArrowDown", projects: /^可选项目：[1-9]/,
    saving: /^共 200 条/, hasToken: /^令牌有效期至/, wrongPassword: /用户名或密码错误/, tryIt: "试用", execute: "执行" },
};

async function open(browser, options) {
  const page = await browser.newPage({ acceptDownloads: true, viewport: { width: 1280, height: 900 }, ...options });
  page.setDefaultTimeout(10000);
  page.on("request", (request) => expect(/^(data|blob):/.test(request.url()) || request.url().startsWith(url), `asked ${request.url()}`));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (line) => line.type() === "error" && !/status of 40|ERR_FAILED/.test(line.text()) && wrong.push(line.text()));
  return page;
}

// Uses only Tab, Enter, arrow and letter keys.
async function byKeyboard(browser, locale, colorScheme) {
  const page = await open(browser, { locale: locale === "zh" ? "zh-CN" : "en-US", colorScheme });
  const at = `${locale}, ${colorScheme}: `;
  const text = words[locale];
  const picture = (name) => pictures && page.screenshot({ path: path.join(pictures, `${locale}-${colorScheme}-${name}.png`) });
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const focused = () => page.evaluate(() => document.activeElement.id);
  const tabTo = async (id) => {
    for (let presses = 0; presses < 30; presses += 1) {
      await press("Tab");
      if ((await focused()) === id) {
        const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
        return expect(outline !== "none", `${at}${id} shows no focus outline`);
      }
    }
    wrong.push(`${at}Tab does not lead to ${id}`);
  };
  const write = async (id, text) => { await tabTo(id); await page.keyboard.type(text); };
  const status = () => page.textContent("#status");

  await page.goto(url + "/");
  await picture("empty");
  expect((await page.textContent("h1")) === text.title, `${at}the title is ${await page.textContent("h1")}`);
  expect((await page.getAttribute("html", "lang")) === locale, `${at}the page does not declare its language`);

  await write("token", "wrong");
  await press("Enter");
  await page.waitForSelector("#errors li");
  expect((await status()) === text.failed, `${at}an error response is shown as ${await status()}`);
  const why = await page.textContent("#errors li");
  expect(why.startsWith("APIGW.0301 ") && why.endsWith(text.why), `${at}the reason of an error response is shown as ${why}`);
  await press("Control+A");
  await page.keyboard.type(token);

  await write("project_id", "");
  await page.waitForFunction((text) => new RegExp(text).test(document.getElementById("status").textContent), text.projects.source)
    .catch(async () => wrong.push(`${at}the projects are shown as ${await status()}`));
  const offered = await page.locator("#projects option").evaluateAll((options) => options.map(({ value }) => value));
  expect(offered[0] === project && offered.length > 1, `${at}the projects to choose from are ${offered}`);
  // Selects another project, then the one that holds the records.
  await tabTo("projects");
  for (const [key, id] of [["End", offered.at(-1)], ["Home", offered[0]]]) {
    await press(key);
    const picked = await page.inputValue("#project_id");
    expect(picked === id, `${at}${key} among the projects picks ${picked}`);
  }

  await write("start_time", "2020-04-13T01:59Z");
  await press("Enter");
  await page.waitForFunction(() => document.getElementById("errors").textContent.includes("end_time"));
  const rule = await page.textContent("#errors li");
  expect(text.rule.test(rule), `${at}a broken rule is shown as ${rule}`);
  await picture("refused");
  await press("Control+A", "Delete", "Enter");
  await page.waitForSelector("#shown:not([hidden]) tbody tr");
  expect((await page.locator("#records tbody tr").count()) === 20, `${at}the preview has not 20 rows`);
  expect(text.count.test(await status()), `${at}the count is shown as ${await status()}`);
  expect((await page.textContent("#records th")) === text.heading, `${at}the first heading is ${await page.textContent("#records th")}`);
  await picture("preview");

  const formats = [["E", "xlsx", "PK"], ["C", "csv", ","], ["N", "ndjson", "{"], ["P", "parquet", "PAR1"]];
  await tabTo("language");
  await press(text.choice);
  for (const [letter, ending, content] of formats) {
    await write("format", letter);
    await tabTo("download");
    const [download] = await Promise.all([page.waitForEvent("download"), press("Enter")]);
    expect(download.suggestedFilename() === `${text.file}.${ending}`, `${at}the file is called ${download.suggestedFilename()}`);
    expect(fs.readFileSync(await download.path(), "latin1").includes(content), `${at}the ${ending} is none`);
    expect(text.saving.test(await status()), `${at}${ending} is shown as ${await status()}`);
    expect(!download.url().includes("?"), `${at}the address of the file is ${download.url()}`);
  }

  await tabTo("login_summary");
  await press("Enter");
  await write("login_name", user);
  await write("login_password", "a wrong password");
  await press("Enter");
  await page.waitForSelector("#errors li");
  expect(text.wrongPassword.test(await page.textContent("#errors")), `${at}a wrong password is shown as ${await page.textContent("#errors")}`);
  await press("Control+A");
  await page.keyboard.type(password);
  await tabTo("get_token");
  await press("Enter");
  await page.waitForFunction((text) => new RegExp(text).test(document.getElementById("status").textContent), text.hasToken.source)
    .catch(async () => wrong.push(`${at}a token for a password is shown as ${await status()}`));
  const granted = await page.inputValue("#token");
  expect(/^[0-9a-f]{64}$/.test(granted) && granted !== token, `${at}the password gave no token`);
  expect((await page.inputValue("#login_password")) === "", `${at}the password stays on the page`);
  await tabTo("preview");
  await press("Enter");
  await page.waitForFunction((text) => new RegExp(text).test(document.getElementById("status").textContent), text.count.source)
    .catch(async () => wrong.push(`${at}the preview with the token of the user is shown as ${await status()}`));

  await page.route("**/connections/**", (route) => route.abort());
  await press("Enter");
  await page.waitForFunction((text) => document.getElementById("status").textContent === text, text.offline)
    .catch(async () => wrong.push(`${at}a server that is gone is shown as ${await status()}`));
  await tabTo("locale");
  await press("Enter");
  expect((await page.textContent("h1")) === words[text.other].title, `${at}the button does not change the language`);
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.close();
  return background;
}

// The reference page sends a request to this server and shows the response.
async function tryIt(browser, locale, colorScheme) {
  const page = await open(browser, { locale: locale === "zh" ? "zh-CN" : "en-US", colorScheme });
  const at = `/docs, ${locale}, ${colorScheme}: `;
  const press = (key) => page.keyboard.press(key);
  const path = "/v2/{project_id}/connections/desktops";
  // Presses Tab until `test` holds for the focused element; calls `each` for every other one.
  const tabTo = async (what, test, each = async () => {}) => {
    for (let presses = 0; presses < 800; presses += 1) {
      await press("Tab");
      if (await page.evaluate(test, path)) return;
      await each();
    }
    throw new Error(`Tab does not lead to ${what}`);
  };
  await page.goto(url + "/docs");
  await page.locator("button.try-out__btn").first().waitFor();
  await tabTo("Authorize", () => document.activeElement.matches("button.authorize"));
  await press("Enter");
  await tabTo("the field of the token", () => document.activeElement.matches(".auth-container input"));
  await page.keyboard.type(token);
  await tabTo("Authorize in the dialogue", () => document.activeElement.matches(".auth-btn-wrapper button.authorize"));
  await press("Enter");
  await tabTo("Close", () => document.activeElement.matches(".auth-btn-wrapper button.btn-done"));
  await press("Enter");
  await tabTo("the button that tries the call", (path) => document.activeElement.matches("button.try-out__btn")
    && document.activeElement.closest(".opblock").querySelector(`[data-path="${path}"]`) !== null);
  const label = (await page.evaluate(() => document.activeElement.textContent)).trim();
  expect(label === words[locale].tryIt, `${at}the button is labelled ${label}`);
  await press("Enter");
  // Clears the prefilled examples of the document, which match no record.
  await tabTo("Execute", () => document.activeElement.matches("button.execute"), async () => {
    const name = await page.evaluate(() => document.activeElement.matches("input[type=text]") && document.activeElement.closest("tr")?.dataset.paramName);
    if (!name || ["project_id", "limit"].includes(name)) return;
    await press("Control+A");
    await press("Delete");
  });
  expect((await page.evaluate(() => document.activeElement.textContent)).trim() === words[locale].execute, `${at}Execute is labelled otherwise`);
  await press("Enter");
  const call = page.locator(".opblock", { has: page.locator(`[data-path="${path}"]`) });
  const code = call.locator(".live-responses-table .response-col_status");
  await code.first().waitFor();
  expect((await code.last().textContent()).trim().startsWith("200"), `${at}trying the list call gives ${await code.allTextContents()}`);
  expect((await call.locator(".live-responses-table").textContent()).includes("total_count"), `${at}the response is not shown`);
  if (pictures) await page.screenshot({ path: require("path").join(pictures, `docs-${locale}-${colorScheme}.png`) });
  const background = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.close();
  return background;
}

(async () => {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => fs.existsSync(file));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
  const colours = { light: new Set(), dark: new Set() };
  for (const locale of ["en", "zh"]) for (const scheme of ["light", "dark"]) colours[scheme].add(await byKeyboard(browser, locale, scheme));
  expect(colours.light.isDisjointFrom?.(colours.dark) ?? [...colours.light].every((colour) => !colours.dark.has(colour)), "dark looks like light");
  const failed = (error) => { wrong.push(`/docs: ${error}`); return "none"; };
  const [light, dark] = [await tryIt(browser, "en", "light").catch(failed), await tryIt(browser, "zh", "dark").catch(failed)];
  expect(light !== dark, `/docs: dark looks like light: ${light}`);
  await browser.close();
  wrong.forEach((what) => console.error(what));
  if (wrong.length > 0) process.exitCode = 1;
  else console.log("the console previews, downloads and reports errors by keyboard in two languages and two colour schemes; the reference page sends requests");
})();
