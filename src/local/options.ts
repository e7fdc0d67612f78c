import { parseArgs } from "node:util";
import { StackError } from "./stack/stack-error";

export const USAGE = `npm start -- [options]

  --speed <n>      speed up intervals, TTLs, schedules and replication n times (default 1; the demo: 10)
  --port <n>       the API's port; the controls, DNS and S3 use the next ports (default 8080)
  --stack <file>   a cdk.tf.json, plan or state in JSON (default: this project, built and synthesized first)
  --service <file> the service's local parts: origins, commands, demo (default: this project's, if it fits)
  --live           let functions reach the internet
  --json           print one line of JSON per event
  --demo           one minute: a region fails, its users move, it recovers; exit code 1 if a claim fails
  --demo gray      the same with a gray failure: a person is paged, evacuates the region, and brings its users back
  --help`;

export interface Options {
  readonly speed: number;
  readonly port: number;
  readonly stack: string | undefined;
  readonly service: string | undefined;
  readonly live: boolean;
  readonly json: boolean;
  readonly demo: DemoName | undefined;
}

/** A region that is dead, or one that fails in part. */
export type DemoName = "outage" | "gray";

/**
 * Parses the command line.
 *
 * @returns undefined if the help was requested
 * @throws StackError, or an error of parseArgs
 */
export function readOptions(): Options | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      speed: { type: "string" },
      port: { type: "string", default: "8080" },
      stack: { type: "string" },
      service: { type: "string" },
      live: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      demo: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  const speed = Number(values.speed ?? (values.demo ? 10 : 1));
  const port = Number(values.port);
  if (!(speed >= 1 && speed <= 1000)) {
    throw new StackError(`--speed ${values.speed}: expected a number from 1 to 1000`);
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_532) {
    throw new StackError(`--port ${values.port}: expected a port from 0 (any) to 65532`);
  }
  const [name = "outage", ...others] = positionals;
  if (positionals.length > 0 && (!values.demo || name !== "gray" || others.length > 0)) {
    throw new StackError(
      `unexpected argument ${JSON.stringify(positionals.join(" "))}; only --demo gray takes one`,
    );
  }
  const { stack, service, live, json } = values;
  const demo = values.demo ? (name === "gray" ? "gray" : "outage") : undefined;
  return { speed, port, stack, service, live, json, demo };
}
