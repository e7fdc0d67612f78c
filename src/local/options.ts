import { readArguments } from "../command";
import { StackError } from "./stack/stack-error";

export const USAGE = `npm start -- [options]

  --speed <n>      speed up intervals, TTLs, schedules and replication n times (default 1; demos: 10, rollout: 60)
  --port <n>       the API's port; the controls, DNS and S3 use the next ports (default 8080)
  --stack <file>   a cdk.tf.json, or another configuration in JSON (default: this project, built and synthesized first)
  --service <file> the service's local parts: origins, commands, demo (default: this project's, if it fits)
  --live           let functions reach the internet
  --json           print one line of JSON per event
  --demo [outage]  one minute: a region fails, its users move, it recovers; exit code 1 if a claim fails
  --demo gray      the same with a gray failure: a person is paged, evacuates the region, and brings its users back
  --demo rollout   two minutes: bad versions are rolled back, and a good one reaches every region
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

/** A region that is dead, one that fails in part, or new versions of the functions. */
export type DemoName = (typeof DEMOS)[number];

export const DEMOS = ["outage", "gray", "rollout"] as const;

/** Seconds of the regions' time in one real second. */
const DEMO_SPEED: Readonly<Record<DemoName, number>> = { outage: 10, gray: 10, rollout: 60 };

/** Returns a demo by its word, that of the outage without one; undefined if there is none. */
export function demoNamed(word: string | undefined): DemoName | undefined {
  return word === undefined ? "outage" : DEMOS.find((name) => name === word);
}

/**
 * Parses the command line.
 *
 * @returns undefined if the help was requested
 * @throws StackError, or UsageError
 */
export function readOptions(): Options | undefined {
  const parsed = readArguments(
    {
      allowPositionals: true,
      options: {
        speed: { type: "string" },
        port: { type: "string", default: "8080" },
        stack: { type: "string" },
        service: { type: "string" },
        live: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        demo: { type: "boolean", default: false },
      },
    },
    Number.POSITIVE_INFINITY,
  );
  if (parsed === undefined) {
    return undefined;
  }
  const { values, positionals } = parsed;
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_532) {
    throw new StackError(`--port ${values.port}: expected a port from 0 (any) to 65532`);
  }
  const [word, ...others] = positionals;
  const demo = values.demo ? demoNamed(word) : undefined;
  if (positionals.length > 0 && (demo === undefined || others.length > 0)) {
    throw new StackError(
      `unexpected argument ${JSON.stringify(positionals.join(" "))}; only --demo takes one: ${DEMOS.join(", ")}`,
    );
  }
  const speed = Number(values.speed ?? (demo === undefined ? 1 : DEMO_SPEED[demo]));
  if (!(speed >= 1 && speed <= 1000)) {
    throw new StackError(`--speed ${values.speed}: expected a number from 1 to 1000`);
  }
  const { stack, service, live, json } = values;
  return { speed, port, stack, service, live, json, demo };
}
