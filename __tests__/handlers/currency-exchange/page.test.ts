import { existsSync, readFileSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { type ListeningServer, listen } from "../../../src/local/http";
import { Logs } from "../logs";
import { Client } from "./client";
import { replicaWithFixings } from "./replica";

new Logs();
jest.setTimeout(120_000);

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly unknown[];
  }[];
}

/** In CI a browser must be there. */
function describeInBrowser(name: string, tests: () => void): void {
  if (CHROMIUM !== undefined || process.env["CI"]) {
    describe(name, tests);
    return;
  }
  console.warn(`Chromium is not installed: the tests of ${name} are skipped`);
  describe.skip(name, tests);
}

describeInBrowser("the page of documentation", () => {
  const replica = replicaWithFixings();
  let server: ListeningServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const client = new Client(replica.current);
    server = await listen(async (request, response) => {
      const host = String(request.headers.host);
      const { status, headers, text } = await client.ask(String(request.url), { headers: { Host: host } });
      const sent = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
      response.writeHead(status, Object.fromEntries(sent)).end(text);
    });
    browser = await chromium.launch({ executablePath: CHROMIUM ?? "chromium", args: ["--no-sandbox"] });
    const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    page = await context.newPage();
    await page.goto(server.url);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("has no serious axe violations", async () => {
    // By the page's own policy, a script element of another origin would not run.
    const results = await page.evaluate<AxeResults>(`${AXE}; axe.run()`);
    expect(results.violations.map(({ id, impact, nodes }) => [id, impact, nodes.length])).toEqual([]);
  });

  test("does not scroll sideways at 320 px", async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(320);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test("has a table of contents whose links lead to every operation and to the errors", async () => {
    const links = await page.locator("nav a").all();
    expect(links.length).toBeGreaterThan(9);
    for (const link of links) {
      const id = (await link.getAttribute("href"))?.slice(1);
      expect(await page.locator(`main h2[id="${id}"]`).count()).toBe(1);
    }
    expect(await links[0]?.textContent()).toBe("GET /status");
  });

  test("is usable by keyboard: Tab reaches the contents, calls, buttons and links", async () => {
    const reached: string[] = [];
    for (let count = 0; count < 18; count += 1) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate<string>("document.activeElement.tagName"));
    }
    expect([...new Set(reached)]).toEqual(expect.arrayContaining(["A", "PRE", "BUTTON"]));
  });

  test("shows calls with its own URL to copy and open", async () => {
    const section = page.locator('h2[id="getConversion"] ~ pre').first();
    const call = `curl '${server.url}/v1/convert?from=USD&to=JPY&amount=1234.56&date=2026-04-10&rounding=half-even'`;
    expect(await section.textContent()).toBe(call);
    await page.locator('h2[id="getConversion"] ~ button').first().click();
    await page.waitForFunction("document.body.textContent.includes('Copied')");
    expect(await page.evaluate<string>("navigator.clipboard.readText()")).toBe(call);
    await page.locator('h2[id="getConversion"] ~ a').first().click();
    await page.waitForURL("**/v1/convert?**");
    expect(await page.textContent("body")).toContain('"result":"196532"');
  });
});
