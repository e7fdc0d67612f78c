import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../command";
import { bundleApp } from "./bundles";
import { bundleFunctions } from "./functions";

const HELP = `npm run check:cdktn

Synthesizes the app with cdktn, CDKTF's successor, and its bindings of AWS provider 6, and prints each value that differs.

Exit codes: 0 if only the provider and CDKTF's version differ, otherwise 1.`;

const root = join(__dirname, "..", "..");

/** See docs/adr/0004-cdktf-and-cdktn.md. */
const PACKAGES = { cdktn: "0.24.0", "@cdktn/provider-aws": "25.7.0", constructs: "10.7.0" };

const WITH_CDKTN = "dist/with-cdktn.js";

/** The provider's address and version, and a comment with the version of CDKTF. */
const EXPECTED = /^(terraform\.required_providers\.aws\.(source|version)|\/\/\.metadata\.version)$/;

export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Returns the paths at which two JSON values differ, with both values. */
export function differences(before: unknown, after: unknown, path = ""): readonly Difference[] {
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) {
    return before === after ? [] : [{ path, before, after }];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) =>
    differences(before[key], after[key], path === "" ? key : `${path}.${key}`),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Installs cdktn, and bundles the app with it. The bundler replaces the names of CDKTF's packages in every import. */
async function bundleWithCdktn(folder: string): Promise<void> {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: PACKAGES }));
  const install = "npm install --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error";
  execFileSync(install, { cwd: folder, shell: true, stdio: ["ignore", 2, 2] });
  const modules = join(folder, "node_modules");
  await bundleApp({
    outfile: WITH_CDKTN,
    alias: {
      cdktf: join(modules, "cdktn"),
      "@cdktf/provider-aws": join(modules, "@cdktn", "provider-aws"),
      constructs: join(modules, "constructs"),
    },
  });
}

/** Returns the stack that a bundled app synthesizes. */
function synthesized(app: string, output: string): unknown {
  execFileSync(process.execPath, ["--disable-warning=DEP0044", app], {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: output },
    stdio: ["ignore", 2, 2],
  });
  const [stack = ""] = readdirSync(join(output, "stacks"));
  return JSON.parse(readFileSync(join(output, "stacks", stack, "cdk.tf.json"), "utf8"));
}

async function checkCdktn(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "cdktn-"));
  try {
    await Promise.all([bundleFunctions(), bundleApp(), bundleWithCdktn(folder)]);
    const found = differences(
      synthesized("dist/main.js", join(folder, "with-cdktf")),
      synthesized(WITH_CDKTN, join(folder, "with-cdktn")),
    );
    const wrong = found.filter(({ path }) => !EXPECTED.test(path));
    for (const { path, before, after } of found) {
      console.log(`${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`);
    }
    const names = Object.entries(PACKAGES).map(([name, version]) => `${name} ${version}`);
    console.log(`\n${names.join(", ")}: ${found.length} differences, ${wrong.length} unexpected`);
    return wrong.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (require.main === module) {
  runCommand({ name: "check:cdktn", help: HELP, config: {}, run: checkCdktn });
}
