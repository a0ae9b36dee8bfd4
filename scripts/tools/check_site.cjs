// Opens the site in headless Chromium: the operation, its rules and errors are shown, links resolve, and no request leaves the machine.
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");
const { chromium } = require("playwright-core");

const site = path.resolve(process.argv[2]);
const expected = [
  "/v2/{project_id}/connections/desktops/export", "Exporting connection records", "start_time", "end_time", "language",
  "both start_time and end_time or neither", "maxLength: 255", "zh_CN", "WKS.00211302", "WKS.00211102", "APIGW.0308",
];

(async () => {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => fs.existsSync(file));
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 2400 } });
  const left = [], errors = [];
  page.on("request", (request) => /^(file|data|blob|about):/.test(request.url()) || left.push(request.url()));
  page.on("pageerror", (error) => errors.push(String(error)));

  await page.goto(pathToFileURL(path.join(site, "reference.html")).href);
  await page.waitForSelector(".opblock", { timeout: 60_000 });
  for (const block of await page.$$(".opblock:not(.is-open) .opblock-summary-control")) await block.click();
  await page.waitForSelector(".opblock.is-open .responses-table", { timeout: 60_000 });
  const text = await page.evaluate(() => document.body.innerText);
  const missing = expected.filter((needle) => !text.includes(needle));
  await page.screenshot({ path: path.join(site, "..", "reference.png") });

  for (const name of ["index.html", "guide.html", "last-month-as-excel.html", "last-month-as-excel.zh.html", "files-from-elsewhere.html", "files-from-elsewhere.zh.html", "self-hosting.html", "failure-scenarios.html", "threat-model.html", "generator.html", "design.html", "benchmarks.html", "rustdoc/deskledger/index.html"]) {
    await page.goto(pathToFileURL(path.join(site, name)).href);
    if ((await page.title()) === "") errors.push(`${name} has no title`);
    if (name.includes("/")) continue;
    const links = await page.$$eval("a[href]", (all) => all.map((link) => link.getAttribute("href")));
    const files = links.filter((link) => !/^[a-z]+:|^#/.test(link)).map((link) => link.split("#")[0]);
    const anchors = links.filter((link) => link.startsWith("#")).map((link) => decodeURIComponent(link.slice(1)));
    const there = await page.$$eval("[id]", (all) => all.map((element) => element.id));
    errors.push(...files.filter((file) => !fs.existsSync(path.join(site, file))).map((file) => `${name} links ${file}`));
    errors.push(...anchors.filter((anchor) => !there.includes(anchor)).map((anchor) => `${name} links #${anchor}`));
  }
  await browser.close();
  for (const [what, list] of [["not on the page", missing], ["left the machine", left], ["failed in the browser", errors]]) {
    if (list.length > 0) {
      console.error(`${what}: ${list.join(", ")}`);
      process.exitCode = 1;
    }
  }
  if (!process.exitCode) console.log(`the site shows all ${expected.length} expected statements; no request left the machine`);
})();
