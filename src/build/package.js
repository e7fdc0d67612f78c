const { rmSync } = require("node:fs");
const { join } = require("node:path");
const { build } = require("esbuild");
const { dependencies, peerDependencies } = require("../../package.json");

const root = join(__dirname, "..", "..");
const OUTPUT = join(root, "dist", "package");

/**
 * Builds the contents of the package into `dist/package`: the constructs, the library for functions, and the commands
 * `review` and `routes`. `npm pack` runs it and then adds the types with the compiler.
 *
 * @returns {Promise<void>}
 */
async function buildPackage() {
  rmSync(OUTPUT, { recursive: true, force: true });
  /** @satisfies {import("esbuild").BuildOptions} */
  const options = {
    absWorkingDir: root,
    outdir: OUTPUT,
    bundle: true,
    platform: /** @type {const} */ ("node"),
    target: "node20",
    // The user installs these; every other package is bundled.
    external: Object.keys({ ...dependencies, ...peerDependencies }),
    logLevel: /** @type {const} */ ("error"),
  };
  await Promise.all([
    build({ ...options, entryPoints: { index: "src/constructs/index.ts" } }),
    build({
      ...options,
      entryPoints: { review: "src/review/cli.ts", routes: "src/route53/cli.ts" },
      minify: true,
    }),
    build({
      ...options,
      entryPoints: ["handlers/*.ts", "handlers/http/*.ts", "handlers/openapi/*.ts"],
      outbase: ".",
      // ES modules, so that a bundler can drop unused parts, including those of the AWS SDK.
      format: "esm",
      outExtension: { ".js": ".mjs" },
      splitting: true,
      chunkNames: "handlers/[name]-[hash]",
    }),
  ]);
}

buildPackage().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
