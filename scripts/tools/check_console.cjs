// Operates the console of a running server in headless Chromium with the keyboard alone, in English and Chinese, light and dark, and looks at
// every state of it at three widths: axe-core finds nothing serious, nothing but the table is wider than the page, and no request leaves
// the server. Then tries an operation in the reference page, also by keyboard. Arguments: URL TOKEN [DIRECTORY for screenshots].
// Environment: CONSOLE_PROJECT, a project with 200 records, some of them open; CONSOLE_EMPTY, one without; CONSOLE_USER and CONSOLE_PASSWORD_FILE, a user with
// a role in both; CONSOLE_STRANGER, a user without a role and with the same password.
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [url, token, pictures] = process.argv.slice(2);
const WIDTHS = [360, 768, 1280];
const wrong = [];
const expect = (is, what) => is || wrong.push(what);
const { CONSOLE_PROJECT: project, CONSOLE_EMPTY: empty, CONSOLE_USER: user, CONSOLE_STRANGER: stranger } = process.env;
const password = fs.readFileSync(process.env.CONSOLE_PASSWORD_FILE, "utf8").trim();
const words = {
  en: { title: "Connection records", count: /^200 records/, heading: "Connected User", file: "connection-records", other: "zh",
    failed: "The request failed with status 401.", why: "decrypt token fail", rule: /^Before: .*expected/, offline: "The server does not respond.",
    zone: /Asia\/Shanghai \(UTC\+08:00\)/, position: "21–40 of 200", missing: "Password: Enter a value.", language: "en_US",
    saving: /^200 records/, signedIn: `Signed in as ${user}`, marks: ["Failed", "Open"],
    wrongPassword: "Password: The user name or the password is wrong.", noProject: "No project", noRecords: "No records yet",
    noMatch: "No matching records", tryIt: "Try it out", execute: "Execute" },
  zh: { title: "连接记录", count: /^共 200 条/, heading: "连接用户", file: "连接记录", other: "en", failed: "请求失败，状态码 401。",
    why: "令牌缺失、错误或已过期。", rule: /^结束时间（不含）: .*应为/, offline: "服务器没有响应。",
    zone: /Asia\/Shanghai（UTC\+08:00）/, position: "第 21–40 条，共 200 条", missing: "密码: 请填写此项。", language: "zh_CN",
    saving: /^共 200 条/, signedIn: `已登录：${user}`, marks: ["失败", "未结束"],
    wrongPassword: "密码: 用户名或密码错误。", noProject: "没有项目", noRecords: "暂无记录", noMatch: "没有符合条件的记录",
    tryIt: "试用", execute: "执行" },
};

async function open(browser, options) {
  const context = { acceptDownloads: true, viewport: { width: 1280, height: 900 }, timezoneId: "Asia/Shanghai", bypassCSP: false };
  const page = await browser.newPage({ ...context, ...options });
  page.setDefaultTimeout(10000);
  page.on("request", (request) => expect(/^(data|blob):/.test(request.url()) || request.url().startsWith(url), `asked ${request.url()}`));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (line) => line.type() === "error" && !/status of 40|ERR_FAILED/.test(line.text()) && wrong.push(line.text()));
  return page;
}

// Looks at the page at three widths. axe is evaluated through the debugger, which the policy of the page does not concern.
async function look(page, name, widths = WIDTHS) {
  const size = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 400 ? 740 : 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide <= 0, `${name}, ${width}: the page is ${wide} pixels too wide`);
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    for (const { id, impact, nodes } of found.violations) {
      const first = nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(" ");
      expect(!["serious", "critical"].includes(impact), `${name}, ${width}: axe: ${id}, ${nodes.length} times: ${first}`);
    }
    if (pictures) await page.screenshot({ path: path.join(pictures, `${name.replace(/\W+/g, "-")}-${width}.png`), fullPage: !name.startsWith("docs") });
  }
  await page.setViewportSize(size);
}

// Uses only Tab, Enter, arrow and letter keys.
async function byKeyboard(browser, locale, colorScheme) {
  const page = await open(browser, { locale: locale === "zh" ? "zh-CN" : "en-US", colorScheme });
  const at = `${locale}, ${colorScheme}: `;
  const text = words[locale];
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const focused = () => page.evaluate(() => document.activeElement.id);
  const tabTo = async (id) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await press("Tab");
      if ((await focused()) === id) {
        const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
        return expect(outline !== "none", `${at}${id} shows no focus outline`);
      }
    }
    wrong.push(`${at}Tab does not lead to ${id}`);
  };
  const write = async (id, text) => { await tabTo(id); await press("Control+A"); await page.keyboard.type(text); };
  const content = (id) => page.textContent(`#${id}`);
  const status = () => content("status");
  const settled = async (pattern, what) => page.waitForFunction((source) => new RegExp(source).test(document.getElementById("status").textContent), pattern.source)
    .catch(async () => wrong.push(`${at}${what} is shown as ${await status()} ${await content("problem")}`));
  const isInView = (id) => page.evaluate((id) => {
    const { top, bottom } = document.getElementById(id).getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  }, id);
  const errorAt = async (field, expected, what) => {
    await page.waitForSelector(`#${field}_error`).catch(() => {});
    const shown = await page.locator(`#${field}_error`).textContent({ timeout: 1000 }).catch(() => "nothing");
    expect(typeof expected === "string" ? shown === expected : expected.test(shown), `${at}${what} is shown as ${shown}`);
    expect((await focused()) === field && (await isInView(`${field}_error`)), `${at}${what} is not in view`);
  };
  const looks = (name) => look(page, `console, ${locale}, ${colorScheme}, ${name}`);

  await page.goto(url + "/");
  await looks("signed out");
  expect((await page.textContent("h1")) === text.title, `${at}the title is ${await page.textContent("h1")}`);
  expect((await page.getAttribute("html", "lang")) === locale, `${at}the page does not declare its language`);
  expect(/^deskledger \d+\.\d+\.\d+/.test(await page.textContent("footer")), `${at}the product and its version are not shown`);

  // On a phone: errors appear at their fields, with their labels, in view.
  await page.setViewportSize({ width: 360, height: 500 });
  await write("user", user);
  await press("Enter");
  await errorAt("password", text.missing, "a missing password");
  await page.keyboard.type("a wrong password");
  await press("Enter");
  await page.waitForFunction((text) => document.getElementById("status").textContent === text, text.failed).catch(() => {});
  await errorAt("password", text.wrongPassword, "a wrong password");
  await looks("wrong password");
  await tabTo("by_token_summary");
  await press("Enter");
  await write("token", "wrong");
  await press("Enter");
  await page.waitForSelector("#token_error");
  expect((await status()) === text.failed, `${at}an error response is shown as ${await status()}`);
  const why = await content("token_error");
  expect(why.includes("APIGW.0301 ") && why.endsWith(text.why), `${at}the reason of an error response is shown as ${why}`);
  await page.setViewportSize({ width: 1280, height: 900 });

  // A token for everything.
  await press("Control+A");
  await page.keyboard.type(token);
  await press("Enter");
  await page.waitForSelector("#form:not([hidden])");
  await tabTo("sign_out");
  await press("Enter");
  expect((await focused()) === "user" && (await page.inputValue("#token")) === "", `${at}signing out leaves something behind`);

  // Somebody without a role is told what to do.
  const signIn = async (name) => {
    if ((await focused()) !== "user") wrong.push(`${at}the focus is not on the user name but on ${await focused()}`);
    await press("Control+A");
    await page.keyboard.type(name);
    await write("password", password);
    await press("Enter");
    await page.waitForSelector("#access", { state: "hidden" });
  };
  await signIn(stranger);
  expect((await content("empty_title")) === text.noProject && (await content("empty_command")).includes(`project grant ${stranger} `),
    `${at}a user without a role sees ${await content("empty")}`);
  await looks("no project");
  expect((await focused()) === "sign_out", `${at}the focus of a user without a role is on ${await focused()}`);
  await press("Enter");
  await signIn(user);
  expect((await content("who")) === text.signedIn, `${at}the user is shown as ${await content("who")}`);
  expect((await page.inputValue("#password")) === "", `${at}the password stays on the page`);
  expect((await page.inputValue("#language")) === text.language, `${at}the language of the file does not follow the page`);
  expect(text.zone.test(await content("zone")), `${at}the time zone is shown as ${await content("zone")}`);

  // One control for the project, and an empty state.
  const offered = await page.locator("#project_id option").evaluateAll((options) => options.map(({ value }) => value));
  expect(offered.length === 2 && offered.includes(project) && offered.includes(empty), `${at}the projects to choose from are ${offered}`);
  for (const [id, key] of offered[0] === project ? [[empty, "End"], [project, "Home"]] : [[empty, "Home"], [project, "End"]]) {
    if ((await focused()) !== "project_id") await tabTo("project_id");
    await press(key);
    expect((await page.inputValue("#project_id")) === id, `${at}${key} among the projects selects ${await page.inputValue("#project_id")}`);
    if (id !== empty) continue;
    await page.waitForSelector("#empty:not([hidden])");
    expect((await content("empty_title")) === text.noMatch, `${at}a period without records is shown as ${await content("empty_title")}`);
    await tabTo("show_all");
    await press("Enter");
    await page.waitForFunction((title) => document.getElementById("empty_title").textContent === title, text.noRecords)
      .catch(async () => wrong.push(`${at}an empty project is shown as ${await content("empty_title")}`));
    expect((await content("empty_command")).includes(`--project-id ${empty} `), `${at}an empty project does not say what to do`);
    await looks("no records");
  }

  // Presets fill the date pickers; All empties them. A start without an end is an error at its field.
  await tabTo("period");
  await press("Home");
  expect(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(await page.inputValue("#start_time")), `${at}a preset does not fill in the start`);
  await press("End", "ArrowUp");
  await settled(text.count, "the number of records");
  expect((await page.inputValue("#start_time")) === "", `${at}the preset All keeps a start`);
  await page.fill("#start_time", "2020-04-13T01:59");
  expect((await page.inputValue("#period")) === "custom", `${at}a date of one's own is not a custom period`);
  await page.setViewportSize({ width: 360, height: 500 });
  await tabTo("show");
  await press("Enter");
  await errorAt("end_time", text.rule, "a violated rule");
  await looks("violated rule");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.fill("#start_time", "");
  await tabTo("show");
  await press("Enter");
  await page.waitForSelector("#shown:not([hidden]) tbody tr");
  await settled(text.count, "the number of records");

  // The table: newest first, marks, pages, and a hint for the columns outside the view.
  const starts = () => page.evaluate((heading) => {
    const index = [...document.querySelectorAll("#table th")].findIndex((cell) => cell.textContent === heading);
    return [...document.querySelectorAll("#table tbody tr")].map((row) => row.cells[index].textContent);
  }, locale === "zh" ? "开始连接时间" : "Connection Started");
  expect((await page.locator("#table tbody tr").count()) === 20, `${at}a page has not 20 rows`);
  expect((await page.textContent("#table th:nth-child(3)")) === text.heading, `${at}the third heading is ${await page.textContent("#table th:nth-child(3)")}`);
  const first = await starts();
  expect(first.every((start, row) => row === 0 || start <= first[row - 1]), `${at}the records are not newest first: ${first}`);
  const sums = await page.locator("#summary dd:not(.hint)").evaluateAll((all) => all.map((one) => Number(one.textContent)));
  expect(sums[0] === 200 && sums.length === 5 && sums.slice(1).every((sum) => sum > 0 && sum < 200), `${at}the summary shows ${sums}`);
  const rows = { failed: 0, open: 0 };
  for (let shown = 0; ; shown += 20) {
    for (const name of Object.keys(rows)) rows[name] += await page.locator(`#table tr.${name}`).count();
    if ((await page.getAttribute("#older", "aria-disabled")) === "true") break;
    if ((await focused()) !== "older") await tabTo("older");
    const before = await content("position");
    await press("Enter");
    await page.waitForFunction((before) => document.getElementById("position").textContent !== before, before);
    if (shown === 0) {
      expect((await content("position")) === text.position, `${at}the second page is ${await content("position")}`);
      expect((await starts())[0] <= first.at(-1), `${at}the second page is not older`);
    }
  }
  expect(rows.failed === sums[2] && rows.open === sums[3], `${at}the pages mark ${JSON.stringify(rows)}, the summary counts ${sums}`);
  for (const [name, label] of [["failed", text.marks[0]], ["open", text.marks[1]]]) {
    await page.waitForSelector("#table");
    const mark = await page.locator(`#table tr.${name} .mark`).first().textContent({ timeout: 500 }).catch(() => label);
    expect(mark === label, `${at}a record is marked ${mark} instead of ${label}`);
  }
  await tabTo("newer");
  await press("Enter");
  await settled(text.count, "the number of records");
  await looks("records");
  expect(await page.isVisible("#sideways"), `${at}no hint for the columns outside the view`);
  await tabTo("scroll");
  for (let presses = 0; presses < 120 && (await page.isVisible("#sideways")); presses += 1) await press("ArrowRight", "ArrowRight");
  expect(!(await page.isVisible("#sideways")), `${at}the arrow keys do not scroll to the last column`);

  const formats = [["E", "xlsx", "PK"], ["C", "csv", ","], ["N", "ndjson", "{"], ["P", "parquet", "PAR1"]];
  for (const [letter, ending, content] of formats) {
    await tabTo("format");
    await page.keyboard.type(letter);
    await tabTo("download");
    const [download] = await Promise.all([page.waitForEvent("download"), press("Enter")]);
    expect(download.suggestedFilename() === `${text.file}.${ending}`, `${at}the file is called ${download.suggestedFilename()}`);
    expect(fs.readFileSync(await download.path(), "latin1").includes(content), `${at}the ${ending} is none`);
    expect(text.saving.test(await status()), `${at}${ending} is shown as ${await status()}`);
    expect(!download.url().includes("?"), `${at}the address of the file is ${download.url()}`);
  }

  await page.route("**/connections/**", (route) => route.abort());
  await tabTo("show");
  await press("Enter");
  await page.waitForFunction((text) => document.getElementById("status").textContent === text, text.offline)
    .catch(async () => wrong.push(`${at}a server that is gone is shown as ${await status()}`));
  await tabTo("locale");
  await press("Enter");
  expect((await page.textContent("h1")) === words[text.other].title, `${at}the button does not change the language`);
  expect((await page.inputValue("#language")) === words[text.other].language, `${at}the language of the file does not follow the button`);
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.close();
  return background;
}

// A page that stays open, clocks that are set back, responses that break off, tokens that expire, and sign-ins that overlap.
async function badMoments(browser) {
  const page = await open(browser, { locale: "en-US", timezoneId: "Europe/Berlin" });
  const status = async (text, what) => page.waitForFunction((text) => document.getElementById("status").textContent + document.getElementById("problem").textContent === text, text)
    .catch(async () => wrong.push(`${what} is shown as ${await page.textContent("#status")} ${await page.textContent("#problem")}`));
  const list = (request) => request.url().includes("/connections/desktops?") && request.url().includes("limit=20");
  const end = async (act) => new URL((await Promise.all([page.waitForRequest(list), act()]))[0].url()).searchParams.get("end_time");
  const signIn = async (secret) => {
    if (!(await page.isVisible("#token"))) await page.click("#by_token_summary");
    await page.fill("#token", secret);
    await page.press("#token", "Enter");
  };
  // The second 02:30 of the night.
  await page.clock.install({ time: "2026-10-25T01:30:00Z" });
  await page.goto(url + "/");
  const found = [await end(() => signIn(token)), await end(() => page.selectOption("#period", "day"))];
  await page.clock.setSystemTime("2026-10-25T05:45:00Z");
  found.push(await end(() => page.click("#show")));
  const expected = ["2026-10-25T01:31Z", "2026-10-25T01:31Z", "2026-10-25T05:46Z"];
  expect(String(found) === String(expected), `presets end at ${found}, not ${expected}`);

  await page.route("**/summary?*", (route) => route.fulfill({ contentType: "application/json", body: '{"records":1' }));
  await page.click("#show");
  await status("The server does not respond.", "a response that breaks off");
  await page.unroute("**/summary?*");

  for (const [code, message, text] of [
    ["WKS.00081102", "No permission.", "WKS.00081102 No permission."],
    ["APIGW.0301", "token expires", "The session has ended. Sign in again."],
  ]) {
    await page.route("**/console/export", (route) => route.fulfill({ status: 401, contentType: "application/json",
      body: JSON.stringify({ error_code: code, error_msg: message }) }));
    await page.click("#download");
    await status(text, `${code} in the place of a file`);
    await page.unroute("**/console/export");
  }

  // The first sign-in fails after the second one.
  let release, ended;
  const [held, end_of_first] = [new Promise((resolve) => { release = resolve; }), new Promise((resolve) => { ended = resolve; })];
  await page.route("**/ledger/v1/projects", async (route) => {
    if (route.request().headers()["x-auth-token"] === token) return route.continue();
    await held;
    await route.fulfill({ status: 401, contentType: "application/json", body: "{}" }).catch(() => {});
    ended();
  });
  await signIn("another token");
  await signIn(token);
  await page.waitForSelector("#form:not([hidden])");
  release();
  await end_of_first;
  await page.evaluate(() => fetch("/healthz"));
  const [request] = await Promise.all([page.waitForRequest(list), page.click("#show")]);
  expect(request.headers()["x-auth-token"] === token, "an older sign-in ends a newer one");
  await page.close();
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
  // One width for each scheme: axe takes some seconds for a page of this length.
  await look(page, `docs, ${locale}, ${colorScheme}`, colorScheme === "light" ? [360] : [1280]);
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
  await badMoments(browser).catch((error) => wrong.push(`bad moments: ${error}`));
  const failed = (error) => { wrong.push(`/docs: ${error}`); return "none"; };
  const [light, dark] = [await tryIt(browser, "en", "light").catch(failed), await tryIt(browser, "zh", "dark").catch(failed)];
  expect(light !== dark, `/docs: dark looks like light: ${light}`);
  await browser.close();
  wrong.forEach((what) => console.error(what));
  if (wrong.length > 0) process.exitCode = 1;
  else console.log("the console signs in, shows, downloads and reports errors by keyboard in two languages and two colour schemes at three widths; the reference page sends requests");
})();
