const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { join, relative } = require("node:path");
const { buffer } = require("node:stream/consumers");
const { build } = require("esbuild");
const { ZipFile } = require("yazl");
const { writeOutput } = require("./bundles");

const root = join(__dirname, "..", "..");

/** The file in a service's folder that maps its functions to their entry files: `{ "answer": "answer.ts" }`. */
const LIST = "functions.json";

/**
 * Returns the entry files of all services' functions, by the name of the zip in dist/functions/.
 *
 * @param {string} [folder] - the parent of the services' folders. Default: handlers
 * @returns {Readonly<Record<string, string>>}
 */
function entryFiles(folder = join(root, "handlers")) {
  /** @type {Record<string, string>} */
  const entries = {};
  for (const service of readdirSync(folder).sort()) {
    const list = join(folder, service, LIST);
    if (!existsSync(list)) {
      continue;
    }
    for (const [name, file] of Object.entries(parsed(list))) {
      const entry = join(folder, service, String(file));
      const place = `${relative(root, list)}: ${name}`;
      if (!existsSync(entry)) {
        throw new Error(`${place}: ${relative(root, entry)}: no such file`);
      }
      if (name in entries) {
        throw new Error(`${place}: ${relative(root, entries[name] ?? "")} already has this name`);
      }
      entries[name] = entry;
    }
  }
  return entries;
}

/**
 * @param {string} file
 * @returns {object}
 */
function parsed(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${relative(root, file)}: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * The file that Lambda loads, which requires the bundle beside it. If the runtime client imported the bundle itself,
 * Node would scan its text for the names of its exports, which takes longer than loading it.
 *
 * @see https://nodejs.org/api/esm.html#commonjs-namespaces
 */
const ENTRY = 'exports.handler = require("./bundle").handler;\n';

/** The earliest time that a zip can store. Zips store local times, so it is the same in every time zone. */
const MTIME = new Date(1980, 0, 1);

/**
 * Leaves out 6 kB of the AWS SDK that Lambda never uses and that no alias can name: the SHA-256 for a Node without
 * `node:crypto`, and all of a client's package.json except the version, which the SDK sends in `User-Agent`.
 *
 * @type {import("esbuild").Plugin}
 */
const unusedSdkParts = {
  name: "unused-sdk-parts",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ }, ({ path }) => ({
      contents: JSON.stringify({ version: require(path).version }),
      loader: "json",
    }));
    onLoad({ filter: /[\\/]sha256[\\/]Sha256Js\.js$/ }, () => ({
      contents: "export const Sha256Js = undefined;",
    }));
  },
};

/**
 * The esbuild options of a function.
 *
 * @satisfies {import("esbuild").BuildOptions}
 */
const BUNDLING = {
  bundle: true,
  minify: true,
  platform: /** @type {const} */ ("node"),
  target: "node22",
  // Prefers the SDK's ES modules, because esbuild can drop their unused parts; CommonJS modules are bundled whole.
  mainFields: ["module", "main"],
  alias: {
    "@aws-sdk/credential-provider-node": join(root, "handlers/aws-sdk/lambda-credentials.ts"),
    "@aws/lambda-invoke-store": join(root, "handlers/aws-sdk/no-invoke-store.ts"),
    "@aws-sdk/endpoint-cache": join(root, "handlers/aws-sdk/no-endpoint-cache.ts"),
    "@smithy/core/event-streams": join(root, "handlers/aws-sdk/no-event-streams.ts"),
  },
  plugins: [unusedSdkParts],
  legalComments: /** @type {const} */ ("none"),
  logLevel: /** @type {const} */ ("error"),
};

/**
 * Bundles each function for Lambda and zips it into `folder/<function>.zip`: the same sources give the same bytes,
 * so that an unchanged function is never in a plan. Source maps are left beside the zips and not shipped.
 *
 * @param {string} [folder] - where the zips go. Default: dist/functions
 * @param {string} [services] - the parent of the services' folders. Default: handlers
 * @returns {Promise<void>}
 */
async function bundleFunctions(folder = join(root, "dist", "functions"), services = undefined) {
  const entries = entryFiles(services);
  const { outputFiles } = await build({
    ...BUNDLING,
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([name, entry]) => ({ in: entry, out: `${name}/bundle` })),
    outdir: folder,
    sourcemap: "external",
    // Absolute paths in messages and source maps would depend on the folder.
    sourcesContent: false,
    write: false,
  });
  const zips = await Promise.all(
    Object.keys(entries).map(async (name) => {
      const bundle = outputFiles.find(({ path }) => path === join(folder, name, "bundle.js"));
      const entry = { path: join(folder, name, "index.js"), contents: Buffer.from(ENTRY) };
      const zip = await zipped({
        "index.js": entry.contents,
        "bundle.js": bundle?.contents ?? new Uint8Array(),
      });
      return [entry, { path: join(folder, `${name}.zip`), contents: zip }];
    }),
  );
  await writeOutput([...outputFiles, ...zips.flat()]);
}

/**
 * @param {Readonly<Record<string, Uint8Array>>} files
 * @returns {Promise<Buffer>}
 */
function zipped(files) {
  const zipFile = new ZipFile();
  // Not compressed, because compressed bytes differ between builds of zlib, and so between machines.
  const options = { mtime: MTIME, mode: 0o100644, compress: false, forceDosTimestamp: true };
  for (const [name, contents] of Object.entries(files)) {
    zipFile.addBuffer(Buffer.from(contents), name, options);
  }
  zipFile.end();
  return buffer(zipFile.outputStream);
}

module.exports = { BUNDLING, bundleFunctions, entryFiles };
