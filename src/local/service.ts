import type { RequestListener } from "node:http";
import { resolve } from "node:path";
import { service as ownService } from "#service";
import type { Json } from "../terraform";
import { Router } from "./gateway/router";
import type { Stack } from "./stack/stack";
import { StackError } from "./stack/stack-error";

/**
 * Information for the tools that a synthesized stack does not contain: the export `service` of one file, which
 * `package.json` maps to `#service`. Every part is optional.
 */
export interface Service {
  readonly demo?: Demo;
  /** Starts what the service's functions need while its stack runs on this machine. */
  readonly start?: (props: ServiceProps) => Promise<RunningService>;
  /** The values, by metric, that scheduled functions write on the sample day of the dashboard picture. */
  readonly sampleMetrics?: Readonly<Record<string, (minuteOfDay: number) => number>>;
  /** The benchmark's GET requests: path and query. */
  readonly benchmark?: readonly string[];
  /**
   * Changes of the service's settings that a deployed stack must support. The changes in one list build on each other.
   */
  readonly settings?: readonly (readonly SettingChange[])[];
}

/** A key of the configuration, and its new value. */
export type SettingChange = readonly [key: string, value: Json];

/** The outage that `npm start -- --demo` simulates. */
export interface Demo {
  /** Path and query of the clients' GET request. */
  readonly path: string;
  /** Changes the data while a region is down, before the schedules of the other regions run: a command, or a request. */
  readonly change?: { readonly command: string } | DemoRequest;
  /** Returns the version in a response; responses of one version must be identical in all regions. */
  readonly versionOf?: (body: string) => { readonly version: string; readonly answer: unknown };
}

export interface DemoRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

export interface ServiceProps {
  /** Whether functions reach the internet. */
  readonly live: boolean;
}

export interface RunningService {
  /**
   * Origins that functions request, such as `https://api.example.org`, with local servers that replace them unless
   * functions reach the internet.
   */
  readonly origins?: Readonly<Record<string, RequestListener>>;
  /** The value of a Systems Manager parameter; undefined if it does not exist. */
  readonly parameter?: (name: string) => string | undefined;
  readonly commands?: Readonly<Record<string, ServiceCommand>>;
  /** A program that loads data into the table, in the background. */
  readonly load?: { readonly what: string; readonly program: (table: string) => readonly string[] };
  /** Sentences that are printed at the start. */
  readonly notes?: readonly string[];
}

/** A command in addition to `fail`, `heal` and the others. */
export interface ServiceCommand {
  readonly does: string;
  /**
   * @returns what was done, as a sentence
   * @throws CommandError
   */
  readonly run: () => string;
}

/**
 * Returns the service of a stack: the given file's, or this project's own if the stack's API has the demo's path.
 *
 * @param file - a module that exports `service`
 * @throws StackError if the file has no service
 */
export function serviceOf({ restApis }: Stack, file: string | undefined): Service {
  if (file !== undefined) {
    return load(file);
  }
  const path = ownService.demo?.path.split("?")[0] ?? "";
  const isOwn = restApis.some(
    ({ body }) => new Router(body.routes.map((route) => ({ route }))).find("GET", path) !== undefined,
  );
  return isOwn ? ownService : {};
}

function load(file: string): Service {
  try {
    require("tsx/cjs");
    const { service } = require(resolve(file));
    if (typeof service === "object" && service !== null) {
      return service;
    }
  } catch (error) {
    throw new StackError(`${file}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
  }
  throw new StackError(`${file}: exports no "service"`);
}
