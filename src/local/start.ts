import { join } from "node:path";
import { parseArgs } from "node:util";
import { PLACES } from "../route53";
import { ControlServer, overview } from "./control-server";
import { runDemo } from "./demo";
import { errorCode } from "./http";
import { LocalRegions } from "./local-regions";
import { subnetOf } from "./routing/client-places";
import { Screen } from "./screen";
import { StackError } from "./stack/known-values";
import { readStack } from "./stack/stack";
import { synthesize } from "./synthesize";

const PROJECT = join(__dirname, "..", "..");

const USAGE = `npm start -- [options]

  --speed <n>      intervals, time to live, schedules and replication pass n times faster (default 1; the demo: 10)
  --port <n>       of the API; the controls are at the next port, DNS at the one after (default 8080)
  --stack <file>   a cdk.tf.json, plan or state in JSON (default: this project, built and synthesized first)
  --live           take rates from the configured provider on the internet
  --json           a line of JSON for each event
  --demo           one minute: a region fails, its users move, it comes back; exit code 1 if a claim fails
  --help`;

interface Options {
  readonly speed: number;
  readonly port: number;
  readonly stack: string | undefined;
  readonly live: boolean;
  readonly json: boolean;
  readonly demo: boolean;
}

async function main(): Promise<number> {
  const startedAt = performance.now();
  const options = readOptions();
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  const file = options.stack ?? (await synthesize(PROJECT));
  const { speed, port, live } = options;
  const stack = await readStack(file);
  const regions = new LocalRegions({ stack, speed, port, dnsPort: port === 0 ? 0 : port + 2, live });
  const control = new ControlServer(regions);
  const interrupted = new Promise<number>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => resolve(0));
    }
  });
  try {
    await regions.start();
    await control.start(port === 0 ? 0 : port + 1);
    const milliseconds = performance.now() - startedAt;
    if (options.demo) {
      return await Promise.race([runDemo(regions, options.json), interrupted]);
    }
    return await (options.json
      ? reportAsJson(regions, control, milliseconds, interrupted)
      : showOnScreen(regions, control, file, milliseconds, interrupted));
  } finally {
    await control.stop();
    await regions.stop();
  }
}

function reportAsJson(
  regions: LocalRegions,
  control: ControlServer,
  milliseconds: number,
  until: Promise<number>,
): Promise<number> {
  console.log(JSON.stringify({ type: "started", milliseconds, control: control.url, ...overview(regions) }));
  regions.events.on((event) => console.log(JSON.stringify(event)));
  return until;
}

async function showOnScreen(
  regions: LocalRegions,
  control: ControlServer,
  file: string,
  milliseconds: number,
  interrupted: Promise<number>,
): Promise<number> {
  console.log(banner(regions, control, file, milliseconds).join("\n"));
  let screen: Screen | undefined;
  const quit = new Promise<number>((resolve) => {
    screen = new Screen(regions, () => resolve(0));
  });
  const code = await Promise.race([quit, interrupted]);
  screen?.stop();
  return code;
}

function banner(regions: LocalRegions, control: ControlServer, file: string, milliseconds: number): string[] {
  const { speed } = regions.clock;
  const dublin = PLACES.find(({ name }) => name === "Dublin");
  const days = regions.ratesYearsBack;
  return [
    `${regions.name} in ${regions.regions.join(", ")}, from ${file}; ${(milliseconds / 1000).toFixed(1)} s`,
    "",
    `  curl '${regions.url}/v1/latest?base=USD&place=Dublin'`,
    ...(dublin === undefined
      ? []
      : [
          `  dig @127.0.0.1 -p ${regions.dnsPort} ${regions.name} +subnet=${subnetOf(dublin)}/24   # Dublin asks`,
        ]),
    `  curl -d 'fail ${regions.regions.at(-1)}' ${control.url}   # or typed here; "help" lists the commands`,
    "",
    `Time passes ${speed} times as fast for intervals, time to live, schedules and replication: a failed region is left`,
    `after ${(regions.failoverSeconds / speed).toFixed(1)} s at most. "Nearest" is the shortest distance: Route 53's own table of latencies is not public.`,
    ...(days === undefined
      ? []
      : [
          `Rates are the Federal Reserve's of ${days * 364} days earlier; the newest are of ${regions.ratesDay}.`,
        ]),
    ...regions.notes.map((note) => `Note: ${note}`),
    "",
  ];
}

/** Undefined: help was asked for. */
function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      speed: { type: "string" },
      port: { type: "string", default: "8080" },
      stack: { type: "string" },
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
  if (!Number.isInteger(port) || port < 0 || port > 65_533) {
    throw new StackError(`--port ${values.port}: expected a port from 0 (any) to 65533`);
  }
  const { stack, live, json, demo } = values;
  return { speed, port, stack, live, json, demo };
}

/** What went wrong, in one line. */
function sentence(error: unknown): string {
  if (error instanceof Error && errorCode(error) === "EADDRINUSE") {
    // `listen EADDRINUSE: address already in use 127.0.0.1:8080`
    return `${error.message.split(" ").at(-1)} is in use; choose another port with --port`;
  }
  return error instanceof Error ? error.message : String(error);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(sentence(error));
    process.exit(1);
  },
);
