import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entryFiles } from "../../src/build/functions";

const root = join(__dirname, "..", "..");
/** In a workspace it may be the one of the folder above. */
const installed =
  (require.resolve.paths("esbuild") ?? []).find((path) => existsSync(join(path, "esbuild"))) ?? "";
const scratch = mkdtempSync(join(tmpdir(), "build-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Builds the functions of a copy of the project, in a place and a time zone of its own. */
function buildCopy(name: string, timeZone: string): string {
  const copy = join(scratch, name);
  for (const part of ["handlers", "src/build", "package.json"]) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  if (!existsSync(join(copy, "node_modules"))) {
    symlinkSync(installed, join(copy, "node_modules"));
  }
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      "-e",
      `require("./src/build/functions").bundleFunctions().catch((e) => { console.error(e); process.exit(1); })`,
    ],
    { cwd: copy, encoding: "utf8", env: { ...process.env, TZ: timeZone } },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return join(copy, "dist", "functions");
}

const hash = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");

describe("the functions' zips", () => {
  const here = buildCopy("here", "UTC");
  const there = buildCopy("a folder with spaces", "Asia/Tokyo");

  test.each(["api.zip", "ingest.zip"])("%s has the same bytes wherever it is built", (zip) => {
    expect(hash(join(there, zip))).toBe(hash(join(here, zip)));
  });

  test("contain a fixed time on any day", () => {
    // Bytes 10 to 13 of a local file header are its DOS time and date: 00:00 on 1980-01-01.
    expect(readFileSync(join(here, "api.zip")).subarray(10, 14).toString("hex")).toBe("00002100");
  });

  test("have source maps beside them, not inside", () => {
    expect(readdirSync(join(here, "api"))).toEqual(["bundle.js", "bundle.js.map", "index.js"]);
    expect(readFileSync(join(here, "api.zip")).includes("bundle.js.map")).toBe(false);
    expect(readFileSync(join(here, "api", "bundle.js"), "utf8")).not.toContain("sourceMappingURL");
  });

  test("keeps the zip of an unchanged function, and replaces a changed one completely", async () => {
    const [api, ingest] = [join(here, "api.zip"), join(here, "ingest.zip")];
    const before = { api: statSync(api), ingest: statSync(ingest) };
    writeFileSync(api, "old");
    buildCopy("here", "UTC");
    // A new file, not the old one truncated and filled again: who reads that one reads on.
    expect(statSync(api)).toMatchObject({ size: before.api.size });
    expect(statSync(api).ino).not.toBe(before.api.ino);
    expect(statSync(ingest)).toMatchObject({ ino: before.ingest.ino, mtimeMs: before.ingest.mtimeMs });
    expect(readdirSync(here).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

describe("the entry files of functions", () => {
  const folder = mkdtempSync(join(scratch, "services-"));
  const services = (lists: Readonly<Record<string, object>>) => {
    const parent = mkdtempSync(join(folder, "handlers-"));
    for (const [service, list] of Object.entries(lists)) {
      mkdirSync(join(parent, service));
      writeFileSync(join(parent, service, "answer.ts"), "");
      writeFileSync(join(parent, service, "functions.json"), JSON.stringify(list));
    }
    return parent;
  };

  test("are those that services list", () => {
    const parent = services({ orders: { answer: "answer.ts" }, invoices: { invoice: "answer.ts" } });
    expect(entryFiles(parent)).toEqual({
      answer: join(parent, "orders", "answer.ts"),
      invoice: join(parent, "invoices", "answer.ts"),
    });
  });

  test("must exist", () => {
    expect(() => entryFiles(services({ orders: { write: "writer.ts" } }))).toThrow(
      /orders\/functions\.json: write: .*orders\/writer\.ts: no such file$/,
    );
  });

  test("are in a list that is JSON", () => {
    const parent = services({ orders: {} });
    writeFileSync(join(parent, "orders", "functions.json"), '{ "answer": ');
    expect(() => entryFiles(parent)).toThrow(/orders\/functions\.json: Unexpected end of JSON input$/);
  });

  test("have unique names across services", () => {
    const parent = services({ invoices: { answer: "answer.ts" }, orders: { answer: "answer.ts" } });
    expect(() => entryFiles(parent)).toThrow(
      /orders\/functions\.json: answer: .*invoices\/answer\.ts already has this name$/,
    );
  });
});
