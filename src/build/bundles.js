const { createHash } = require("node:crypto");
const { readdir, readFile } = require("node:fs/promises");
const { join } = require("node:path");
const { build } = require("esbuild");
const { writeOutput } = require("./output");

const root = join(__dirname, "..", "..");
const PAGE = join(root, "src", "local", "page");
const BUILT_PAGE = join(root, "dist", "local", "page");
/** The file with the digest of the page's sources. */
const BUILT_FROM = join(BUILT_PAGE, "built-from.txt");

/**
 * @param {import("esbuild").BuildOptions} options
 * @returns {Promise<void>}
 */
async function bundle(options) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    logLevel: "error",
    ...options,
    write: false,
  });
  await writeOutput(outputFiles);
}

/**
 * Bundles main.ts with everything it imports into `dist/main.js`: a synth loads one file and no compiler. The bundle is
 * not minified, so that a stack trace has the constructs' names; with NODE_OPTIONS=--enable-source-maps it also has the
 * lines of the TypeScript.
 */
function bundleApp() {
  return bundle({
    entryPoints: ["main.ts"],
    outfile: "dist/main.js",
    sourcemap: true,
    // Needed only to bundle entry files, which this app's functions do not use.
    external: ["esbuild"],
    alias: { archiver: "./src/build/no-archiver.js" },
  });
}

/**
 * Bundles the program that `npm start` runs into `dist/local`. Compiling it at startup would take 50% longer. Packages
 * are loaded from node_modules.
 */
function bundleLocal() {
  return bundle({
    entryPoints: {
      start: "src/local/start.ts",
      "native-client": "src/local/functions/native-client.js",
      "local-internet": "src/local/functions/local-internet.js",
      "faulty-handler": "src/local/functions/faulty-handler.js",
    },
    outdir: "dist/local",
    packages: "external",
  });
}

/**
 * Bundles the page of the local run into `dist/local/page`. It is rebuilt only if its sources, this file or the locked
 * packages change, because every `npm start` would wait for it.
 */
async function bundlePage() {
  const sources = await digest();
  if ((await readFile(BUILT_FROM, "utf8").catch(() => "")) === sources) {
    return;
  }
  await bundle({
    entryPoints: { page: "src/local/page/main.tsx" },
    outdir: "dist/local/page",
    minify: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
  });
  await writeOutput([
    { path: join(BUILT_PAGE, "index.html"), contents: await readFile(join(PAGE, "index.html")) },
  ]);
  await writeOutput([{ path: BUILT_FROM, contents: Buffer.from(sources) }]);
}

async function digest() {
  const names = (await readdir(PAGE)).sort();
  const files = [...names.map((name) => join(PAGE, name)), __filename, join(root, "package-lock.json")];
  const hash = createHash("sha256");
  for (const file of files) {
    hash.update(`${file.slice(root.length)}\n`).update(await readFile(file));
  }
  return hash.digest("hex");
}

module.exports = { bundleApp, bundleLocal, bundlePage };
