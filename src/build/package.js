const { rmSync } = require("node:fs");
const { join } = require("node:path");
const { dependencies, peerDependencies } = require("../../package.json");
const { bundle } = require("./bundles");

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
  // The user installs these; every other package is bundled.
  const options = { outdir: OUTPUT, external: Object.keys({ ...dependencies, ...peerDependencies }) };
  await Promise.all([
    bundle({ ...options, entryPoints: { index: "src/constructs/index.ts" } }),
    bundle({
      ...options,
      entryPoints: { review: "src/review/cli.ts", routes: "src/route53/cli.ts" },
      minify: true,
    }),
    bundle({
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
