import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { App } from "cdktf";
import type { IConstruct } from "constructs";
import { reject } from "./invalid-input";
import { storedZip } from "./stored-zip";

/**
 * The file that Lambda loads. If the runtime client imported the bundle itself, Node would scan all of its text for the
 * names of its exports.
 *
 * @see https://nodejs.org/api/esm.html#commonjs-namespaces
 */
const INDEX = 'exports.handler = require("./bundle").handler;\n';

/** @throws InvalidInput unless the path is a file's */
export function requireFile(path: string, place: string): void {
  if (!existsSync(path) || !statSync(path).isFile()) {
    reject(place, `${path}: no such file`);
  }
}

/**
 * Bundles an entry file for Lambda and returns the path of its zip, in CDKTF's output folder. The same sources always
 * give the same bytes. Bundling takes a tenth of a second per function, so a project with many functions bundles before
 * synth instead.
 *
 * @param entry - a TypeScript or JavaScript file that exports `handler`
 * @throws InvalidInput if the file does not exist, cannot be bundled, or does not export `handler`
 * @see https://esbuild.github.io/api/#build
 */
export function bundleEntry(scope: IConstruct, id: string, entry: string): string {
  const place = `function ${id}: entry`;
  requireFile(entry, place);
  const zip = join(App.of(scope).outdir, "functions", scope.node.path, `${id}.zip`);
  mkdirSync(dirname(zip), { recursive: true });
  writeFileSync(zip, storedZip({ "index.js": Buffer.from(INDEX), "bundle.js": bundled(place, entry) }));
  return zip;
}

function bundled(place: string, entry: string): Uint8Array {
  // Loaded only to bundle an entry file, because loading esbuild takes longer than the rest of a synth.
  const { buildSync }: typeof import("esbuild") = require("esbuild");
  try {
    const { outputFiles } = buildSync({
      // A file without the export is an error here, and not only in Lambda.
      stdin: {
        contents: `export { handler } from ${JSON.stringify(`./${basename(entry)}`)};`,
        resolveDir: dirname(resolve(entry)),
      },
      bundle: true,
      minify: true,
      platform: "node",
      target: "node22",
      mainFields: ["module", "main"],
      legalComments: "none",
      logLevel: "silent",
      write: false,
    });
    return outputFiles[0]?.contents ?? new Uint8Array();
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n").slice(1);
    const isMissing = line.startsWith("<stdin>") && line.includes("No matching export");
    reject(place, isMissing ? `${entry}: exports no "handler"` : line || String(error));
  }
}
