#!/usr/bin/env node
// `regionproof <command>`: in the package, a command is built. In the repository, its TypeScript is bundled each time, so
// that it is never older than its source; one file loads faster than a hundred.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

/** The commands, and their sources in the repository. @type {Readonly<Record<string, string>>} */
const COMMANDS = { review: "src/review/cli.ts", routes: "src/route53/cli.ts" };

const USAGE = `Usage: regionproof <command> [options]

  review   explains and judges a Terraform plan
  routes   proves which region serves each client in every failure

regionproof <command> --help lists the options of a command.`;

const root = join(__dirname, "..", "..");
const [command = ""] = process.argv.splice(2, 1);
const source = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
if (["--help", "-h"].includes(command)) {
  console.log(USAGE);
} else if (source === undefined) {
  const names = Object.keys(COMMANDS).join(" or ");
  console.error(
    command === "" ? USAGE : `regionproof: ${JSON.stringify(command)} is not a command; expected ${names}`,
  );
  process.exitCode = 1;
} else if (existsSync(join(root, source))) {
  const { buildSync } = require("esbuild");
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [source],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    write: false,
  });
  new Function("require", outputFiles[0]?.text ?? "")(require);
} else {
  require(join(root, "dist", "package", `${command}.js`));
}
