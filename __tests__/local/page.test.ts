import { existsSync, readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Browser, chromium, type Page } from "playwright-core";
import { PLACES } from "../../src/route53";
import { eventually, freePorts, root, run, scratchFolder, started, synthesized } from "./support";

const SPEED = 30;
/** How long a busy machine may take for what is due at once. */
const SLACK_MS = 15_000;
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

const folder = scratchFolder();
let browser: Browser | undefined;
let local: ReturnType<typeof run>;
let url: string;
let control: string;
let port: string;

/** In CI a browser must be there. */
const inBrowser = CHROMIUM !== undefined || process.env["CI"] ? describe : describe.skip;

async function start(): Promise<void> {
  local = run(folder, [
    "--json",
    "--speed",
    String(SPEED),
    "--stack",
    synthesized(folder, {}),
    "--port",
    port,
  ]);
  ({ url, control } = await started(local));
}

async function command(line: string): Promise<void> {
  expect((await fetch(control, { method: "POST", body: line })).status).toBe(200);
}

/** Sends a request as it is, which `fetch` would normalize. */
function ask(path: string, place: string): Promise<Response> {
  return fetch(`${url}${path}${path.includes("?") ? "&" : "?"}place=${encodeURIComponent(place)}`);
}

beforeAll(async () => {
  port = await freePorts();
  await start();
});
afterAll(async () => {
  await browser?.close();
  local.child.kill("SIGINT");
  await local.ended;
});

test("the page is at most 150 kB, compressed, and loads nothing from elsewhere", async () => {
  const built = join(root, "dist", "local", "page");
  const files = readdirSync(built).map((name) => readFileSync(join(built, name)));
  expect(files.reduce((sum, file) => sum + gzipSync(file).length, 0)).toBeLessThan(150_000);
  const response = await fetch(control, { headers: { Accept: "text/html,*/*" } });
  const html = await response.text();
  expect(html).toMatch(/^<!doctype html>/);
  expect(html.match(/(?:src|href)="(?!data:)[^"]*"/g)).toEqual(['href="page.css"', 'src="page.js"']);
  const policy = String(response.headers.get("content-security-policy"));
  expect(policy).toMatch(/^default-src 'none'/);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

/** The status that the controls return for a request with these headers. */
function statusOf(method: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(control, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once("error", reject);
    sent.end(method === "POST" ? "status" : "");
  });
}

test.each<[string, string, Readonly<Record<string, string>>, number]>([
  ["a program", "POST", {}, 200],
  ["the page itself", "POST", { Origin: "own", "Sec-Fetch-Site": "same-origin" }, 200],
  ["another page in the browser", "POST", { Origin: "https://example.com" }, 403],
  ["a page without an origin, such as a file", "POST", { Origin: "null" }, 403],
  [
    "a page on another port of this machine",
    "GET",
    { "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors" },
    403,
  ],
  ["an image on another page", "GET", { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors" }, 403],
  ["a link on another page", "GET", { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate" }, 200],
  ["a form on another page", "POST", { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate" }, 403],
  ["a name that was made to resolve to this machine", "GET", { Host: "example.com:8081" }, 403],
])("the controls answer %s: %s %j", async (_, method, { Origin: origin, ...headers }, status) => {
  const own = origin === undefined ? {} : { Origin: origin === "own" ? control : origin };
  expect(await statusOf(method, { ...headers, ...own })).toBe(status);
});

inBrowser("the page of the local run", () => {
  let page: Page;
  const errors: string[] = [];

  const regionOf = (city: string) => page.getAttribute(`[data-city="${city}"]`, "data-region");
  const colorOf = (city: string) =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('[data-city="${city}"] .dot')).fill`);
  const citiesOf = (region: string) => page.locator(`[data-region="${region}"]`).count();

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? "chromium", args: ["--no-sandbox"] });
    page = await browser.newPage();
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(control);
    await page.waitForSelector("svg.map");
  });

  test("shows which region answers each city, and why", async () => {
    // At this speed, a region of a busy machine may be unhealthy for a moment.
    await eventually(async () => (await regionOf("Dublin")) === "eu-west-1");
    await eventually(async () => (await regionOf("New York")) === "us-east-1");
    expect((await citiesOf("eu-west-1")) + (await citiesOf("us-east-1"))).toBe(PLACES.length);
    await page.click('[data-city="Tokyo"]', { force: true });
    await page.waitForSelector("text=Route 53 sends Tokyo to");
    expect(await page.locator(".reasons a").first().getAttribute("href")).toMatch(
      /^https:\/\/docs\.aws\.amazon\.com\//,
    );
  });

  test("shows a hostile request as text", async () => {
    const path = '/<img src=x onerror="document.title=1">/%3Cscript%3Ealert(1)%3C%2Fscript%3E';
    await ask(encodeURI(path).replaceAll("%25", "%"), "Dublin").then((response) => response.text());
    await ask(`/?"'><svg/onload=document.title=2>`, "Dublin").then((response) => response.text());
    await page.waitForSelector(".path:has-text('onload=document.title=2')");
    await page.waitForSelector(".path:has-text('onerror')");
    expect(await page.locator(".path img, .path svg, .path script").count()).toBe(0);
    expect(await page.title()).toBe("Regions on this machine");
  });

  test("filters the requests", async () => {
    await Promise.all(
      ["Paris", "Lima"].map((place) => ask("/status", place).then((response) => response.text())),
    );
    await page.waitForSelector(".scroll td:has-text('Lima')");
    await page.fill("label:has-text('Filter') input", "lima /status");
    await eventually(async () => (await page.locator(".scroll td:has-text('Paris')").count()) === 0);
    expect(await page.locator(".scroll td:has-text('Lima')").count()).toBeGreaterThan(0);
    await page.fill("label:has-text('Filter') input", "");
  });

  test("by keyboard alone, a region fails, and its cities change color within the bound", async () => {
    await ask("/status", "New York").then((response) => response.text());
    await page.reload();
    await page.waitForSelector("svg.map");
    const button = "button:has-text('fail us-east-1')";
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press("Tab");
      if (
        await page.evaluate<boolean>(
          `document.activeElement.matches("button") && document.activeElement.textContent.includes("fail us-east-1")`,
        )
      ) {
        break;
      }
    }
    expect(await page.locator(`${button}:focus`).count()).toBe(1);
    const before = await colorOf("New York");
    const failedAt = performance.now();
    await page.keyboard.press("Enter");
    await page.waitForSelector("text=us-east-1: everything has failed");
    await page.waitForSelector('[data-city="New York"][data-region="eu-west-1"] .dot', { timeout: 60_000 });
    const limitMs = (150 * 1000) / SPEED + SLACK_MS;
    expect(performance.now() - failedAt).toBeLessThan(limitMs);
    await eventually(async () => (await citiesOf("us-east-1")) === 0);
    expect(await colorOf("New York")).not.toBe(before);
    await page.waitForSelector(".steps :text('users left')");
    expect(await page.locator(".steps li").allTextContents()).toEqual([
      "0 s failed",
      expect.stringMatching(/^\d+ s check unhealthy$/),
      expect.stringMatching(/^\d+ s users left$/),
      "150 s bound",
    ]);
  });

  test.each(["light", "dark"] as const)(
    "has nothing that axe reports, in %s colors, with a failed region",
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.waitForTimeout(500);
      const results = await page.evaluate<AxeResults>(`${AXE}; axe.run()`);
      expect(results.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    },
  );

  test("does not scroll sideways on a phone", async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await eventually(async () => (await page.evaluate("document.documentElement.scrollWidth")) === 320);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test("shows the command for a shell", async () => {
    await page.selectOption("label:has-text('Command') select", "slow");
    await page.fill("label:has-text('milliseconds') input", "40");
    expect(await page.textContent(".shell code")).toBe(`curl -d 'slow eu-west-1 40' ${control}`);
    await page.click("button:text-is('Run')");
    await page.waitForSelector("text=eu-west-1: responses take 40 ms longer");
    await command("heal");
  });

  const statusOfCard = (region: string) => page.textContent(`.card:has(h2:has-text("${region}")) .status`);

  test("shows an evacuated region, whose cities change color, until its users are brought back", async () => {
    const answers = (region: string) =>
      page.waitForSelector(`[data-city="New York"][data-region="${region}"] .dot`, { timeout: 60_000 });
    await answers("us-east-1");
    await eventually(async () => (await statusOfCard("eu-west-1")) === "healthy", 60_000);
    const before = await colorOf("New York");
    await page.click("button:has-text('evacuate us-east-1')");
    await eventually(async () => /evacuated/.test(String(await statusOfCard("us-east-1"))));
    await page.waitForSelector(".place.evacuated text:has-text('us-east-1 (evacuated)')");
    await answers("eu-west-1");
    expect(await colorOf("New York")).not.toBe(before);
    await eventually(async () => (await citiesOf("us-east-1")) === 0);
    await page.click("button:has-text('evacuate us-east-1 undo')");
    await answers("us-east-1");
    expect(await statusOfCard("us-east-1")).not.toMatch(/evacuated/);
  });

  test("shows a gray failure, which no health check notices", async () => {
    await page.selectOption("label:has-text('Command') select", "fail");
    await page.selectOption("label:has-text('region') select", "us-east-1");
    await page.selectOption("label:has-text('part') select", "gray");
    await page.fill("label:has-text('percent') input", "100");
    expect(await page.textContent(".shell code")).toBe(`curl -d 'fail us-east-1 gray 100' ${control}`);
    await page.click("button:text-is('Run')");
    await eventually(async () => /100% of requests fail/.test(String(await statusOfCard("us-east-1"))));
    await page.waitForSelector("text=No health check detects the failure");
    const { status } = await ask("/v1/currencies", "New York");
    await page.waitForSelector(`tr.bad:has-text('New York'):has-text('${status}')`);
    await command("heal");
  });

  test("plays the demo once at a time, and lists the claims that it checks", async () => {
    await page.click("button:has-text('Run the demo')");
    await page.waitForSelector("text=the demo is running");
    expect((await fetch(control, { method: "POST", body: "demo" })).status).toBe(400);
    const claims = page.locator("[role=log] p").filter({ hasText: /(holds|fails): / });
    await eventually(async () => (await claims.count()) >= 5, 80_000);
    expect((await claims.allTextContents()).join()).toContain(
      "users of us-east-1 move to other regions within",
    );
  });

  test("runs the gray demo", async () => {
    await page.click("button:has-text('Run the gray demo')");
    const lines = () => page.locator("[role=log] p").allTextContents();
    const begins = "60% of us-east-1's requests fail, and its health check succeeds.";
    await eventually(async () => (await lines()).some((line) => line.includes(begins)));
  });

  test("reconnects automatically when the local run is back", async () => {
    local.child.kill("SIGINT");
    await local.ended;
    await page.waitForSelector("text=connection lost");
    await start();
    await page.waitForSelector("text=connected", { timeout: 60_000 });
    await eventually(async () => (await citiesOf("us-east-1")) > 0, 30_000);
  });

  test("runs under its own policy without an error", () => {
    expect(
      errors.filter(
        (text) => !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|Failed to load resource/.test(text),
      ),
    ).toEqual([]);
  });
});
