const { execFileSync } = require("node:child_process");
const { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { bundleApp } = require("./bundles");
const { bundleFunctions } = require("./functions");

const root = join(__dirname, "..", "..");

/** CDKTF's successor, with its bindings of AWS provider 6. See docs/adr/0004-cdktf-and-cdktn.md. */
const PACKAGES = { cdktn: "0.24.0", "@cdktn/provider-aws": "25.7.0", constructs: "10.7.0" };

const WITH_CDKTN = "dist/with-cdktn.js";

/** The provider's address and version, and a comment with the version of CDKTF. */
const EXPECTED = /^(terraform\.required_providers\.aws\.(source|version)|\/\/\.metadata\.version)$/;

/**
 * Returns the paths at which two JSON values differ, with both values.
 *
 * @param {unknown} before
 * @param {unknown} after
 * @param {string} [path]
 * @returns {{ readonly path: string, readonly before: unknown, readonly after: unknown }[]}
 */
function differences(before, after, path = "") {
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) {
    return before === after ? [] : [{ path, before, after }];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) =>
    differences(before[key], after[key], path === "" ? key : `${path}.${key}`),
  );
}

/**
 * @param {unknown} value
 * @returns {value is Readonly<Record<string, unknown>>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null;
}

/**
 * Installs cdktn, and bundles the app with it. The bundler replaces the names of CDKTF's packages in every import.
 *
 * @param {string} folder
 */
async function bundleWithCdktn(folder) {
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

/**
 * Synthesizes a bundled app.
 *
 * @param {string} app
 * @param {string} output
 * @returns {unknown} the stack
 */
function synthesized(app, output) {
  execFileSync(process.execPath, ["--disable-warning=DEP0044", app], {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: output },
    stdio: ["ignore", 2, 2],
  });
  const [stack = ""] = readdirSync(join(output, "stacks"));
  return JSON.parse(readFileSync(join(output, "stacks", stack, "cdk.tf.json"), "utf8"));
}

/** `npm run check:cdktn`: synthesizes the app with cdktn, too, and fails if more than the provider differs. */
async function main() {
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
    process.exitCode = wrong.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

module.exports = { differences };

if (require.main === module) {
  main();
}
