const { createHash } = require("node:crypto");
const { readdir, readFile } = require("node:fs/promises");
const { join } = require("node:path");
const { build } = require("esbuild");
const { writeOutput } = require("./output");

const root = join(__dirname, "..", "..");
const SOURCES = join(root, "src", "local", "page");
const OUTPUT = join(root, "dist", "local", "page");
/** The file with the digest of the sources of the output. */
const BUILT_FROM = join(OUTPUT, "built-from.txt");

/**
 * Bundles the page of the local run into `dist/local/page`. It is rebuilt only if its sources, this file or the locked
 * packages change, because every `npm start` would wait for it.
 *
 * @returns {Promise<void>}
 */
async function bundlePage() {
  const sources = await digest();
  if ((await readFile(BUILT_FROM, "utf8").catch(() => "")) === sources) {
    return;
  }
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { page: "src/local/page/main.tsx" },
    outdir: "dist/local/page",
    bundle: true,
    minify: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "error",
    write: false,
  });
  const html = { path: join(OUTPUT, "index.html"), contents: await readFile(join(SOURCES, "index.html")) };
  await writeOutput([...outputFiles, html]);
  await writeOutput([{ path: BUILT_FROM, contents: Buffer.from(sources) }]);
}

async function digest() {
  const names = (await readdir(SOURCES)).sort();
  const files = [...names.map((name) => join(SOURCES, name)), __filename, join(root, "package-lock.json")];
  const hash = createHash("sha256");
  for (const file of files) {
    hash.update(`${file.slice(root.length)}\n`).update(await readFile(file));
  }
  return hash.digest("hex");
}

module.exports = { bundlePage };
