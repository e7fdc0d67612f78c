import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs, types } from "node:util";
import { readTerraform } from "../terraform";
import { explain } from "./explain";
import { toJson } from "./json";
import { render } from "./render";
import { type Route, RoutesError, routesOf } from "./routes";

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

/** Where a command runs. */
export interface Surroundings {
  /** The folder that files are named from. */
  readonly folder: string;
  readonly standardInput: () => string;
}

export interface Result {
  /** 0 everything holds, 2 a proof is broken, 1 the routing could not be judged. */
  readonly exitCode: 0 | 1 | 2;
  /** For standard output; with exit code 1 for standard error, in one line. */
  readonly text: string;
}

/** Runs `npm run routes` with these arguments. It throws nothing. */
export function runRoutes(args: readonly string[], surroundings: Surroundings): Result {
  try {
    return judge(args, surroundings);
  } catch (error) {
    const [line] = messageOf(error).split("\n");
    return { exitCode: 1, text: `routes: ${line}` };
  }
}

function judge(args: readonly string[], surroundings: Surroundings): Result {
  const { values, positionals } = parseArgs({
    args: [...args],
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
    return { exitCode: 0, text: HELP };
  }
  const [file = synthesizedStack(surroundings), ...others] = positionals;
  if (others.length > 0) {
    throw new RoutesError(`one file at a time; ${positionals.length} were named`);
  }
  const { place, failed, within } = values;
  if (failed !== undefined && place === undefined) {
    throw new RoutesError("--failed: say whose answer to explain, with --place");
  }
  const routes = routesIn(file, surroundings, within === undefined ? undefined : seconds(within));
  if (place !== undefined) {
    const sites = (failed ?? "").split(",").filter((site) => site !== "");
    return { exitCode: 0, text: routes.map((route) => explain(route, place, sites)).join("\n\n") };
  }
  const proofs = routes.map(({ proof }) => proof);
  const broken = proofs.some((proof) => proof.proofs.some(({ verdict }) => verdict === "broken"));
  const text = values.json
    ? JSON.stringify(toJson(sourceName(file), proofs), null, 2)
    : [`Read from ${sourceName(file)}`, ...proofs.map((proof) => render(proof, values.all))].join("\n\n");
  return { exitCode: broken ? 2 : 0, text };
}

function routesIn(
  file: string,
  { folder, standardInput }: Surroundings,
  withinSeconds: number | undefined,
): readonly Route[] {
  try {
    const text = file === "-" ? standardInput() : readFileSync(resolve(folder, file), "utf8");
    const routes = routesOf(readTerraform(text), withinSeconds);
    if (routes.length === 0) {
      throw new RoutesError("no name in its hosted zones has a choice to make: nothing routes here");
    }
    return routes;
  } catch (error) {
    throw new RoutesError(`${sourceName(file)}: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return types.isNativeError(error) ? error.message : String(error);
}

function sourceName(file: string): string {
  return file === "-" ? "standard input" : file;
}

function synthesizedStack({ folder }: Surroundings): string {
  const stacks = resolve(folder, STACKS);
  const files = (existsSync(stacks) ? readdirSync(stacks) : [])
    .map((stack) => join(STACKS, stack, "cdk.tf.json"))
    .filter((path) => existsSync(resolve(folder, path)));
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
