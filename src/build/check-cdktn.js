const { execFileSync } = require("node:child_process");
const {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { bundleFunctions } = require("./functions");

const root = join(__dirname, "..", "..");

/** CDKTF's successor, with its bindings of AWS provider 6. See docs/adr/0004-cdktf-and-cdktn.md. */
const PACKAGES = { cdktn: "0.24.0", "@cdktn/provider-aws": "25.7.0", constructs: "10.7.0" };

/** The files of an app. */
const SOURCES = ["main.ts", "src", "handlers", "cdktf.json", "package.json", ".terraform.lock.hcl"];

/** The packages of CDKTF: a module that still imports one cannot be built. */
const REPLACED = ["cdktf", "@cdktf", "constructs", "cdktf-cli"];

/** The provider's address and version, and a comment with the version of CDKTF. */
const EXPECTED = /^(terraform\.required_providers\.aws\.(source|version)|\/\/\.metadata\.version)$/;

/**
 * Replaces CDKTF's packages by those of cdktn in the imports of a module.
 *
 * @param {string} text
 * @returns {string}
 */
function renamed(text) {
  return text.replace(/(["'])(cdktf|@cdktf\/provider-aws)(?=\/|\1)/g, (_, quote, name) =>
    name === "cdktf" ? `${quote}cdktn` : `${quote}@cdktn/provider-aws`,
  );
}

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
 * Copies the app into a folder, with cdktn instead of CDKTF. All other packages are this repository's.
 *
 * @param {string} folder
 */
function moveToCdktn(folder) {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: PACKAGES }));
  const install = "npm install --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error";
  execFileSync(install, { cwd: folder, shell: true, stdio: ["ignore", 2, 2] });
  const modules = join(folder, "node_modules");
  const installed = readdirSync(modules);
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (!installed.includes(name) && !REPLACED.includes(name)) {
      symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
    }
  }
  for (const name of SOURCES) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  for (const name of ["main.ts", ...filesIn(folder, "src")].filter((file) => /\.[jt]s$/.test(file))) {
    const file = join(folder, name);
    writeFileSync(file, renamed(readFileSync(file, "utf8")));
  }
}

/**
 * @param {string} folder
 * @param {string} name
 */
function filesIn(folder, name) {
  return readdirSync(join(folder, name), { recursive: true, encoding: "utf8" }).map((file) =>
    join(name, file),
  );
}

/**
 * Builds and synthesizes the app of a folder.
 *
 * @param {string} folder
 * @param {string} output
 * @returns {Promise<unknown>} the stack
 */
async function synthesized(folder, output) {
  await require(join(folder, "src", "build", "bundles.js")).bundleApp();
  execFileSync(process.execPath, ["--disable-warning=DEP0044", join("dist", "main.js")], {
    cwd: folder,
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
    moveToCdktn(folder);
    await bundleFunctions();
    cpSync(join(root, "dist", "functions"), join(folder, "dist", "functions"), { recursive: true });
    const found = differences(
      await synthesized(root, join(folder, "with-cdktf")),
      await synthesized(folder, join(folder, "with-cdktn")),
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

module.exports = { differences, renamed };

if (require.main === module) {
  main();
}
