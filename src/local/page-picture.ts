import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import { runCommand } from "../command";
import { type Frame, recording } from "./recording";

const ROOT = join(__dirname, "..", "..");
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const SPEED = 15;
const SIZE = { width: 1280, height: 800 };
/** The recording shows the map, the regions and the incident, at this size. */
const RECORDED: readonly [number, number] = [800, 500];
const MOST_BYTES = 500_000;
const FRAME_MS = 500;
const LONGEST_MS = 45_000;
const LAST_FRAME_MS = 4000;
const [SECONDS_BEFORE, SECONDS_AFTER] = [8, 2];

const HELP = `npm run generate local-page

Draws docs/local.png and docs/local.gif, the README's picture and recording of the page, with Chromium: us-east-1 fails,
and its users move.`;

async function takePictures(): Promise<undefined> {
  const executablePath = BROWSERS.find(existsSync);
  if (executablePath === undefined) {
    throw new Error(`no browser at ${BROWSERS.join(", ")}`);
  }
  const options = ["--port", "0", "--json", "--speed", String(SPEED)];
  const local = spawn(process.execPath, [join("dist", "local", "start.js"), ...options], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const { picture, frames } = await play(browser, await controlOf(local));
    const gif = await recording(await browser.newPage(), frames, RECORDED, LAST_FRAME_MS);
    if (gif.length > MOST_BYTES) {
      throw new Error(`the recording has ${gif.length} bytes, more than ${MOST_BYTES}; nothing is saved`);
    }
    await writeFile(join(ROOT, "docs", "local.png"), picture);
    await writeFile(join(ROOT, "docs", "local.gif"), gif);
  } finally {
    await browser.close();
    local.kill("SIGINT");
  }
}

async function controlOf(local: ChildProcess): Promise<string> {
  if (local.stdout === null) {
    throw new Error("the local run has no output");
  }
  const lines = createInterface({ input: local.stdout });
  const [first] = await once(lines, "line");
  return JSON.parse(String(first)).control;
}

/** Lets a region fail under a load, and records until its users have moved. */
async function play(browser: Browser, control: string) {
  const command = (body: string) => fetch(control, { method: "POST", body });
  const page = await browser.newPage({ viewport: SIZE, colorScheme: "light", reducedMotion: "reduce" });
  await page.goto(control);
  await page.waitForSelector("svg.map");
  await command("load 30");
  await sleep(SECONDS_BEFORE * 1000);
  const frames: Frame[] = [];
  const stopped = new AbortController();
  const recorded = record(page, frames, stopped.signal);
  try {
    await sleep(2 * FRAME_MS);
    await command("fail us-east-1");
    await page.waitForSelector(".steps :text('users left')", { timeout: LONGEST_MS }).catch(() => {
      throw new Error(`nothing is saved: users did not leave us-east-1 within ${LONGEST_MS} ms`);
    });
    await sleep(SECONDS_AFTER * 1000);
  } finally {
    stopped.abort();
    await recorded;
  }
  const picture = await page.screenshot();
  const incident = await page.innerText("section[aria-labelledby='timeline'] p");
  if (!incident.includes("within the bound")) {
    throw new Error(`nothing is saved: this machine was too slow: ${incident}`);
  }
  return { picture, frames };
}

async function record(page: Page, frames: Frame[], stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    const at = performance.now();
    frames.push({ png: await page.screenshot(), at });
    await sleep(Math.max(0, FRAME_MS - (performance.now() - at)));
  }
}

runCommand({ name: "local-page", help: HELP, config: {}, run: takePictures });
