import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { messageOf, readArguments } from "../command";
import {
  isObject,
  type Json,
  outputFolder,
  parseJson,
  readTerraform,
  readText,
  synthesizedStack,
} from "../terraform";
import { explain } from "./explain";
import { toJson } from "./json";
import { render } from "./render";
import { type RouteOptions, type Routes, RoutesError, routesOf } from "./routes";

const HELP = `Shows which region answers which clients during every failure of regions, and proves whether that is right.

Usage: npm run routes -- [options] [file], or regionproof routes [options] [file] from the package

  file               a cdk.tf.json, or the output of \`terraform show -json\` for a plan or a state; - reads
                     standard input; by default the synthesized stack in cdktf.out

  --json             print every answer, proof, finding and figure, for programs
  --all              print a row for every set of failed regions, however many there are
  --place NAME       explain the answer to the clients of one place
  --failed A,B       with --place: the regions that failed
  --within SECONDS   how long users may be sent to a failed region; by default failover_seconds of the rules
  --rules RULES      the rules of a stack without the outputs url, failover and failover_seconds: a JSON
                     object of these keys, or a file that contains one
  --help

Exit codes: 0 every judged claim holds, 2 a claim is broken or a zone has an error, 1 the routing could not be judged.`;

const CONFIG = {
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    all: { type: "boolean", default: false },
    place: { type: "string" },
    failed: { type: "string" },
    within: { type: "string" },
    rules: { type: "string" },
  },
} as const;

/** The environment of a command. */
export interface Surroundings {
  /** The folder that file names are relative to. */
  readonly folder: string;
  readonly standardInput: () => string;
}

export interface Result {
  /** 0 every judged claim holds, 2 a claim is broken or a zone has an error, 1 the routing could not be judged. */
  readonly exitCode: 0 | 1 | 2;
  /** A report for standard output, or a line for standard error. */
  readonly text: string;
}

/** Runs `npm run routes` with these arguments. It never throws. */
export function runRoutes(args: readonly string[], surroundings: Surroundings): Result {
  try {
    return judge(args, surroundings);
  } catch (error) {
    const [line] = messageOf(error).split("\n");
    return { exitCode: 1, text: `routes: ${line}` };
  }
}

function judge(args: readonly string[], surroundings: Surroundings): Result {
  const parsed = readArguments({ ...CONFIG, args: [...args] }, 1);
  if (parsed === undefined) {
    return { exitCode: 0, text: HELP };
  }
  const { values, positionals } = parsed;
  const { folder } = surroundings;
  const synthesized = () => relative(folder, synthesizedStack(resolve(folder, outputFolder())).file);
  const [file = synthesized()] = positionals;
  const { place, failed, within, rules } = values;
  if (failed !== undefined && place === undefined) {
    throw new RoutesError("--failed: requires --place");
  }
  const judged = routesIn(file, surroundings, {
    ...(within === undefined ? {} : { withinSeconds: seconds(within) }),
    ...(rules === undefined ? {} : { rules: readRules(rules, surroundings) }),
  });
  if (place !== undefined) {
    const sites = (failed ?? "").split(",").filter((site) => site !== "");
    return { exitCode: 0, text: judged.routes.map((route) => explain(route, place, sites)).join("\n\n") };
  }
  const proofs = judged.routes.map(({ proof }) => proof);
  const verdicts = new Set(proofs.flatMap((proof) => proof.proofs.map(({ verdict }) => verdict)));
  const errors = [...judged.found.values()].flat().filter(({ severity }) => severity === "error");
  const isWrong =
    verdicts.has("broken") || errors.some(({ kind }) => kind !== "unreadable" || proofs.length > 0);
  const exitCode = isWrong ? 2 : verdicts.has("unknown") || proofs.length === 0 ? 1 : 0;
  const text = values.json
    ? JSON.stringify(toJson(sourceName(file), exitCode === 0, judged), null, 2)
    : [`Read from ${sourceName(file)}`, ...render(judged, values.all)].join("\n\n");
  return { exitCode, text };
}

function routesIn(file: string, { folder, standardInput }: Surroundings, options: RouteOptions): Routes {
  try {
    const text = file === "-" ? standardInput() : readText(resolve(folder, file));
    const judged = routesOf(readTerraform(text), options);
    if (judged.routes.length === 0 && [...judged.found.values()].flat().length === 0) {
      throw new RoutesError(
        `no name in its hosted zones has a choice to make: nothing routes here${judged.unread}`,
      );
    }
    return judged;
  } catch (error) {
    throw new RoutesError(`${sourceName(file)}: ${messageOf(error)}`);
  }
}

/** Reads rules from the argument itself or from a file. */
function readRules(argument: string, { folder }: Surroundings): ReadonlyMap<string, Json> {
  const isInline = argument.trimStart().startsWith("{");
  try {
    const rules = parseJson(isInline ? argument : readFileSync(resolve(folder, argument), "utf8"));
    return new Map(Object.entries(isObject(rules) ? rules : {}));
  } catch {
    throw new RoutesError("--rules: expected a JSON object of url and failover, or a file that contains one");
  }
}

function sourceName(file: string): string {
  return file === "-" ? "standard input" : file;
}

function seconds(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) {
    throw new RoutesError(`--within: "${text}" is not a whole number of seconds`);
  }
  return Number(text);
}
