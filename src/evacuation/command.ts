import { hostname } from "node:os";
import * as z from "zod/mini";
import { CHECKER_REGION_NAMES, checkerAddress } from "../aws";
import { readArguments, userName } from "../command";
import { PLACES } from "../route53";
import { readTerraformFile, synthesizedStack } from "../terraform";
import { type ClientPlace, type DataPlanes, dataPlanes } from "./data-planes";
import { bringBack, evacuate, status } from "./evacuate";
import { nameServersOf, resolver } from "./name-servers";
import { type EvacuableStack, EvacuationError, readStack } from "./stack";

const HELP = `Moves a region's users to its stand-ins with a marker in S3. Uses no Terraform and no control plane.

Usage: npm run evacuate -- <region> --reason "why"
       npm run evacuate -- <region> --undo
       npm run evacuate -- --status

  --reason TEXT   the reason; the marker records it with your name and the time
  --undo          brings the users back, once Route 53 considers the region healthy and its replica has caught up
  --unchecked     with --undo: skips these checks
  --status        shows each region's health, evacuation and clients
  --stack FILE    a cdk.tf.json, a plan or a state in JSON; by default the synthesized stack in cdktf.out
  --local URL     the controls of a local run (npm start), such as http://127.0.0.1:8081
  --help

Ctrl-C ends the progress display only: a marker that was written or deleted takes effect.

Exit codes: 0 the clients have moved, 1 nothing was changed, 2 the clients have not moved within the bound, or a marker
could not be deleted.`;

const CONFIG = {
  allowPositionals: true,
  options: {
    reason: { type: "string" },
    undo: { type: "boolean", default: false },
    unchecked: { type: "boolean", default: false },
    status: { type: "boolean", default: false },
    stack: { type: "string" },
    local: { type: "string" },
  },
} as const;

/** Health checkers search only the first 5,120 bytes of a marker, and people read it. */
const LONGEST_REASON = 500;

/**
 * Runs `npm run evacuate` with these arguments.
 *
 * @returns the exit code
 * @throws EvacuationError, or an error of a file or the network; nothing was changed then
 */
export async function runEvacuate(args: readonly string[], say: (line: string) => void): Promise<number> {
  const parsed = readArguments({ ...CONFIG, args: [...args] }, Number.POSITIVE_INFINITY);
  if (parsed === undefined) {
    say(HELP);
    return 0;
  }
  const { values } = parsed;
  const { reason, undo, unchecked } = values;
  const [region, ...others] = parsed.positionals;
  if (values.status === (region !== undefined) || others.length > 0) {
    throw new EvacuationError("expected one region, or --status");
  }
  if (values.status && (undo || unchecked || reason !== undefined)) {
    throw new EvacuationError("--status: takes no --reason, --undo or --unchecked");
  }
  if (unchecked && !undo) {
    throw new EvacuationError("--unchecked: requires --undo");
  }
  if (region !== undefined && undo === (reason !== undefined)) {
    throw new EvacuationError('expected --reason "why", or --undo');
  }
  if (reason !== undefined && (reason.trim() === "" || reason.length > LONGEST_REASON)) {
    throw new EvacuationError(`--reason: expected 1 to ${LONGEST_REASON} characters`);
  }
  const stack = readStack(readTerraformFile(values.stack ?? synthesizedStack().file));
  const planes = await (values.local === undefined ? planesOfAws(stack) : planesOfLocalRun(values.local));
  const props = { stack, planes, say };
  if (region === undefined) {
    for (const line of await status(props)) {
      say(line);
    }
    return 0;
  }
  const hasMoved = undo
    ? await bringBack(props, region, unchecked)
    : await evacuate(props, region, { by: person(), reason: reason?.trim() ?? "" });
  return hasMoved ? 0 : 2;
}

function person(): string {
  return process.env["GITHUB_ACTOR"] ?? `${userName()}@${hostname()}`;
}

/** Returns the data planes of AWS, with a client in each region of the stack and in each region of health checkers. */
export async function planesOfAws(stack: EvacuableStack): Promise<DataPlanes> {
  const known = CHECKER_REGION_NAMES.map((name): ClientPlace => ({ name, address: checkerAddress(name) }));
  const own = stack.regions
    .map(({ region }) => region)
    .filter((region) => known.every(({ name }) => name !== region));
  const found = await Promise.all(
    own.map(async (name): Promise<readonly ClientPlace[]> => {
      // Every region has a DynamoDB endpoint, whose addresses are in the region.
      const [address] = await resolver.resolve4(`dynamodb.${name}.amazonaws.com`).catch(() => []);
      return address === undefined ? [] : [{ name, address }];
    }),
  );
  return dataPlanes({
    places: [...known, ...found.flat()].map((place) => ({ ...place, name: `a client in ${place.name}` })),
    nameServers: await nameServersOf(stack.name),
  });
}

const LOCAL_PLACES = ["New York", "San Francisco", "Dublin", "Frankfurt", "Singapore", "Tokyo", "São Paulo"];

const overview = z.object({
  url: z.url(),
  dns: z.string().check(z.regex(/^[\d.]+:\d+$/)),
  s3: z.url(),
  speed: z.number(),
  cuts: z.array(z.array(z.string())),
});

async function overviewOf(control: string): Promise<z.output<typeof overview>> {
  const answer = await fetch(control).catch(() => undefined);
  const parsed = overview.safeParse(await answer?.json().catch(() => undefined));
  if (!parsed.success) {
    throw new EvacuationError(
      `--local ${control}: no local run responds there; use the URL of its controls, which it prints`,
    );
  }
  return parsed.data;
}

async function planesOfLocalRun(control: string): Promise<DataPlanes> {
  const { url, dns, s3, speed } = await overviewOf(control);
  const [address = "", port = ""] = dns.split(":");
  return {
    ...dataPlanes({
      // The local name server knows the n-th place as 198.18.n.0/24.
      places: LOCAL_PLACES.map((name) => ({
        name,
        address: `198.18.${PLACES.findIndex((place) => place.name === name)}.1`,
      })),
      nameServers: [{ address, port: Number(port) }],
      speed,
      s3,
      httpPort: Number(new URL(url).port),
    }),
    // There are no CloudWatch metrics locally: changes arrive at once, or the replication is cut.
    replicationLatency: async ({ region, receiver }) =>
      (await overviewOf(control)).cuts.some((cut) => cut.includes(region) && cut.includes(receiver))
        ? Number.POSITIVE_INFINITY
        : 0,
  };
}
