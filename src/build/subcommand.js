const { buildAndRun, runModule } = require("./run");

/**
 * @typedef {object} Subcommand
 * @property {string} does
 * @property {string} file - a module of the project or of a package
 * @property {readonly string[]} [args] - the arguments before the user's own
 * @property {boolean} [built] - whether it needs a fresh `dist/`
 */

/**
 * A test that writes the table it checks if this script runs it.
 *
 * @param {string} file
 */
const test = (file) => ({ file: "jest/bin/jest", args: [file, "--selectProjects", "unit"] });

/** The npm scripts that have subcommands. @type {Readonly<Record<string, Readonly<Record<string, Subcommand>>>>} */
const SCRIPTS = {
  generate: {
    alarms: {
      does: "the table of scenarios in docs/observability.md",
      ...test("__tests__/alarms/table.test.ts"),
    },
    "checker-ranges": {
      does: "the addresses of Route 53's health checkers that web ACLs allow",
      file: "./src/aws/checker-ranges.ts",
    },
    configuration: {
      does: "the tables of settings in docs/configuration.md",
      ...test("__tests__/config/reference.test.ts"),
    },
    corpus: {
      does: "the plans of the review's tests, or the named ones",
      file: "./__tests__/review/corpus/make.ts",
      built: true,
    },
    iam: { does: "the IAM documents of your deployment, from docs/iam", file: "./src/iam/cli.ts" },
    "local-page": {
      does: "the picture and the recording of the local run's page, with Chromium",
      file: "./src/local/page-picture.ts",
      built: true,
    },
    pages: { does: "the pages of the review's tests", file: "./__tests__/review/corpus/pages.ts" },
    parts: {
      does: "the table of an API's parts in README.md",
      ...test("__tests__/orders/parts.test.ts"),
    },
    permissions: {
      does: "the IAM permissions for plan and apply, from Terraform's calls",
      file: "./src/deploy/record-calls.ts",
      built: true,
    },
    picture: { does: "a dashboard with sample data, as an SVG file", file: "./src/dashboard/cli.ts" },
  },
  pipeline: {
    changes: {
      does: "changes every setting, or the named ones, on a deployment to the stand-in for AWS",
      file: "./src/deploy/changes/cli.ts",
      built: true,
    },
    drift: {
      does: "compares what is deployed with the configuration",
      file: "./src/pipeline/drift.ts",
    },
    name: { does: "prints the name for a stored plan", file: "./src/pipeline/name.ts" },
    seal: { does: "encrypts the plan, or the errored state", file: "./src/pipeline/seal.ts" },
    unseal: { does: "decrypts it", file: "./src/pipeline/seal.ts", args: ["open"] },
  },
};

/**
 * `node src/build/subcommand.js <npm script> <subcommand> [arguments]`
 *
 * @param {string} script
 * @param {string} name
 * @param {readonly string[]} args
 */
function runSubcommand(script, name, args) {
  const subcommands = SCRIPTS[script] ?? {};
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (subcommand === undefined) {
    const lines = Object.entries(subcommands).map(([known, { does }]) => `  ${known.padEnd(15)}${does}`);
    const usage = [`npm run ${script} <subcommand> [-- options]`, "", ...lines].join("\n");
    if (name === "--help" || name === "-h") {
      console.log(usage);
    } else {
      const known = Object.keys(subcommands).join(", ");
      console.error(name === "" ? usage : `${script}: ${JSON.stringify(name)} is not one of ${known}`);
      process.exitCode = 1;
    }
    return;
  }
  const run = subcommand.built ? buildAndRun : runModule;
  run(subcommand.file, [...(subcommand.args ?? []), ...args]);
}

const [script = "", name = "", ...args] = process.argv.slice(2);
runSubcommand(script, name, args);
