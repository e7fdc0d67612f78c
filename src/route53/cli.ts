import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readTerraform } from "../terraform";
import { explain } from "./explain";
import { toJson } from "./json";
import { render } from "./render";
import { RoutesError, routesOf } from "./routes";

const HELP = `Who is answered by whom, in every failure of regions, and whether that is right.

Usage: npm run routes -- [options] [file]

  file               a cdk.tf.json, or what \`terraform show -json\` prints of a plan or a state; - reads standard
                     input; by default the one synthesized stack in cdktf.out

  --json             for programs: every answer, proof, finding and figure
  --all              a row for every set of failed regions, however many there are
  --place NAME       why the clients of one place are answered as they are
  --failed A,B       with --place: the regions that failed
  --within SECONDS   how long users may be sent to a failed region; by default what the stack states
  --help

Exit codes: 0 everything holds, 2 a proof is broken, 1 the routing could not be judged.`;

const STACKS = join("cdktf.out", "stacks");

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`routes: ${error instanceof Error ? firstLine(error.message) : String(error)}\n`);
  process.exitCode = 1;
}

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      place: { type: "string" },
      failed: { type: "string" },
      within: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    return print(HELP, 0);
  }
  const [file = synthesizedStack(), ...others] = positionals;
  if (others.length > 0) {
    throw new RoutesError(`one file at a time; ${positionals.length} were named`);
  }
  if (values.failed !== undefined && values.place === undefined) {
    throw new RoutesError("--failed: say whose answer to explain, with --place");
  }
  const routes = routesIn(file, values.within === undefined ? undefined : seconds(values.within));
  if (values.place !== undefined) {
    const { place, failed } = values;
    const sites = (failed ?? "").split(",").filter((site) => site !== "");
    return print(routes.map((route) => explain(route, place, sites)).join("\n\n"), 0);
  }
  const proofs = routes.map(({ proof }) => proof);
  const broken = proofs.some((proof) => proof.proofs.some(({ verdict }) => verdict === "broken"));
  const text = values.json
    ? JSON.stringify(toJson(sourceName(file), proofs), null, 2)
    : [`Read from ${sourceName(file)}`, ...proofs.map((proof) => render(proof, values.all))].join("\n\n");
  return print(text, broken ? 2 : 0);
}

function routesIn(file: string, withinSeconds: number | undefined): ReturnType<typeof routesOf> {
  try {
    const routes = routesOf(readTerraform(readFileSync(file === "-" ? 0 : file, "utf8")), withinSeconds);
    if (routes.length === 0) {
      throw new RoutesError("no name in its hosted zones has a choice to make: nothing routes here");
    }
    return routes;
  } catch (error) {
    throw new RoutesError(`${sourceName(file)}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function sourceName(file: string): string {
  return file === "-" ? "standard input" : file;
}

function synthesizedStack(): string {
  const files = existsSync(STACKS)
    ? readdirSync(STACKS)
        .map((stack) => join(STACKS, stack, "cdk.tf.json"))
        .filter((path) => existsSync(path))
    : [];
  const [file] = files;
  if (file === undefined) {
    throw new RoutesError(`no synthesized stack in ${STACKS}; run \`npm run synth\`, or name a file`);
  }
  if (files.length > 1) {
    throw new RoutesError(`several stacks in ${STACKS}; name one of ${files.join(", ")}`);
  }
  return file;
}

function seconds(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) {
    throw new RoutesError(`--within: "${text}" is not a whole number of seconds`);
  }
  return Number(text);
}

function print(text: string, exitCode: number): number {
  process.stdout.write(`${text}\n`);
  return exitCode;
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? message;
}
