import { relative, resolve } from "node:path";
import { RULES } from "../aws";
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
import { PLACES, placeNamed } from "./client-places";
import { evaluator, explained } from "./evaluate";
import { healthWithout, siteOf } from "./failures";
import { render } from "./render";
import { type Route, type RouteOptions, type Routes, routesOf } from "./routes";

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

function judge(args: readonly string[], { folder, standardInput }: Surroundings): Result {
  const parsed = readArguments({ ...CONFIG, args: [...args] }, 1);
  if (parsed === undefined) {
    return { exitCode: 0, text: HELP };
  }
  const { place, failed, within, rules, json, all } = parsed.values;
  const synthesized = () => relative(folder, synthesizedStack(resolve(folder, outputFolder())).file);
  const [file = synthesized()] = parsed.positionals;
  const source = file === "-" ? "standard input" : file;
  const read = (name: string) => readText(resolve(folder, name));
  if (failed !== undefined && place === undefined) {
    throw new Error("--failed: requires --place");
  }
  const options = {
    withinSeconds: within === undefined ? undefined : seconds(within),
    rules: rules === undefined ? undefined : rulesIn(rules, read),
  };
  const judged = routesIn(source, () => (file === "-" ? standardInput() : read(file)), options);
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
  const text = json
    ? JSON.stringify(toJson(source, exitCode === 0, judged), null, 2)
    : [`Read from ${source}`, ...render(judged, all)].join("\n\n");
  return { exitCode, text };
}

function routesIn(source: string, read: () => string, options: RouteOptions): Routes {
  try {
    return routesOf(readTerraform(read()), options);
  } catch (error) {
    throw new Error(`${source}: ${messageOf(error)}`);
  }
}

/** Reads rules from the argument itself or from a file. */
function rulesIn(argument: string, read: (file: string) => string): ReadonlyMap<string, Json> {
  try {
    const rules = parseJson(argument.trimStart().startsWith("{") ? argument : read(argument));
    return new Map(Object.entries(isObject(rules) ? rules : {}));
  } catch {
    throw new Error("--rules: expected a JSON object of url and failover, or a file that contains one");
  }
}

function seconds(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) {
    throw new Error(`--within: "${text}" is not a whole number of seconds`);
  }
  return Number(text);
}

/** Explains a client's answer: every rule that it follows, with the page that states it. */
function explain({ zone, proof }: Route, placeName: string, failed: readonly string[]): string {
  const place = placeNamed(placeName);
  if (place === undefined) {
    const names = PLACES.map(({ name }) => name).join(", ");
    throw new Error(`--place: "${placeName}" is not one of the places (${names})`);
  }
  const { name, simulation } = proof;
  const known = new Set([...simulation.sites, ...simulation.regions]);
  const unknown = failed.find((site) => !known.has(site));
  if (unknown !== undefined) {
    throw new Error(`--failed: "${unknown}" is not one of the regions (${[...known].join(", ")})`);
  }
  const evaluate = evaluator(zone, healthWithout(zone, new Set(failed)));
  const [type = "A"] = simulation.types;
  const { endpoints, outcome, trace } = explained(evaluate, { name, type }, { place });
  const answer = endpoints.map((one) => `${siteOf(one)} (${one.id})`).join(", ") || outcome;
  return [
    `${name} ${type}, requested from ${place.name}, ${failed.join(", ") || "nothing"} failed: ${answer}`,
    ...(simulation.uncertain.has(place)
      ? [`  ${place.name} is near the border between two regions: measured latency may choose the other one.`]
      : []),
    ...trace.flatMap(({ rule, subject, detail }) => [
      `  ${subject} ${detail}`,
      `      ${RULES[rule].join(" ")}`,
    ]),
  ].join("\n");
}

/**
 * Returns every answer, proof, finding and figure, for programs.
 *
 * @param holds - whether every judged claim holds
 */
function toJson(source: string, holds: boolean, { routes, found, unstated }: Routes): object {
  return {
    source,
    holds,
    rules: unstated ?? "stated",
    latency:
      "by great-circle distance: an approximation, because Route 53 does not publish its own measurements",
    places: PLACES,
    findings: [...found.values()].flat(),
    names: routes.map(({ proof: { rules, simulation, ...proof } }) => ({
      ...proof,
      failover: rules === undefined ? null : Object.fromEntries(rules.failover),
      regions: simulation.sites,
      types: simulation.types,
      failures: { count: simulation.failures.length, exhaustive: simulation.exhaustive },
      uncertain: [...simulation.uncertain].map((place) => place.name),
      answers: simulation.outcomes.map(({ failed, place, type, sites }) => ({
        failed: [...failed],
        place: place.name,
        type,
        regions: sites,
      })),
    })),
  };
}
