const { mkdir, readFile, rename, writeFile } = require("node:fs/promises");
const { dirname, join } = require("node:path");
const { build } = require("esbuild");

const root = join(__dirname, "..", "..");

/**
 * Writes files atomically and skips unchanged ones, so that other processes never see a partial file.
 *
 * @param {readonly { readonly path: string, readonly contents: Uint8Array }[]} files
 * @returns {Promise<void>}
 */
async function writeOutput(files) {
  await Promise.all(
    files.map(async ({ path, contents }) => {
      const current = await readFile(path).catch(() => undefined);
      if (current?.equals(contents)) {
        return;
      }
      const temporary = `${path}.${process.pid}.tmp`;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(temporary, contents);
      await rename(temporary, path);
    }),
  );
}

/**
 * Bundles modules of this project for Node.
 *
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
 *
 * @param {import("esbuild").BuildOptions} [options] - of another app
 */
function bundleApp(options = {}) {
  return bundle({
    entryPoints: ["main.ts"],
    outfile: "dist/main.js",
    sourcemap: true,
    // Needed only to bundle entry files, which this app's functions do not use.
    external: ["esbuild"],
    ...options,
    alias: { archiver: "./src/build/no-archiver.js", ...options.alias },
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

/** Bundles the page of the local run into `dist/local/page`. */
function bundlePage() {
  return bundle({
    entryPoints: { page: "src/local/page/main.tsx", index: "src/local/page/index.html" },
    outdir: "dist/local/page",
    loader: { ".html": "copy" },
    minify: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
  });
}

module.exports = { bundle, bundleApp, bundleLocal, bundlePage, writeOutput };
