// Uses the console of a running server in headless Chromium: by keyboard, in English and Chinese, light and dark.
const fs = require("fs");
const { chromium } = require("playwright-core");

const [url, token] = process.argv.slice(2);
const wrong = [];
const expect = (is, what) => is || wrong.push(what);

(async () => {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => fs.existsSync(file));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
  const page = await browser.newPage({ locale: "en-US", colorScheme: "light", acceptDownloads: true });
  page.on("request", (request) => expect(/^(data|blob):/.test(request.url()) || request.url().startsWith(url), `asked ${request.url()}`));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (line) => line.type() === "error" && !line.text().includes("status of 40") && wrong.push(line.text()));
  await page.goto(url + "/");
  expect((await page.textContent("h1")) === "Connection records", "the title is not in English");
  const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  // By keyboard alone: the language button, the link, the token, then Enter.
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("Tab");
  expect((await page.evaluate(() => document.activeElement.id)) === "token", "the third stop of Tab is not the token");
  await page.keyboard.type(token);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#records:not([hidden]) tbody tr");
  expect((await page.locator("#records tbody tr").count()) === 20, "the preview has not 20 rows");
  expect(/^200 records/.test(await page.textContent("#status")), `the count is not told: ${await page.textContent("#status")}`);

  for (const [format, name] of [["text/csv", "connection-records.csv"], ["application/x-ndjson", "connection-records.ndjson"]]) {
    await page.selectOption("#format", format);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    expect(download.suggestedFilename() === name, `the file is called ${download.suggestedFilename()}`);
    const lines = fs.readFileSync(await download.path(), "utf8").trimEnd().split("\n").length;
    expect(lines >= 200, `${name} has ${lines} lines`);
  }

  await page.fill("#start_time", "2020-04-13T01:59Z");
  await page.click("#preview");
  await page.waitForSelector("#errors li");
  expect((await page.textContent("#errors")).includes("end_time"), "the broken rule is not told");
  await page.fill("#start_time", "");

  await page.click("#locale");
  expect((await page.textContent("h1")) === "连接记录", "the title is not in Chinese");
  expect((await page.getAttribute("html", "lang")) === "zh", "the page does not say that it is in Chinese");
  await page.selectOption("#language", "zh_CN");
  await page.selectOption("#format", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  const [workbook] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
  expect(workbook.suggestedFilename() === "连接记录.xlsx", `the workbook is called ${workbook.suggestedFilename()}`);

  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(light !== dark, "dark looks like light");
  await browser.close();
  wrong.forEach((what) => console.error(what));
  if (wrong.length > 0) process.exitCode = 1;
  else console.log("the console previews, downloads and tells what is wrong, by keyboard, in two languages and two schemes");
})();
