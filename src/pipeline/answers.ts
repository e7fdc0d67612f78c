import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import { GLOBAL, regionsIn } from "../review/region";
import type { Plan } from "../terraform";

/** Route 53's limits: four seconds to connect, and two to answer. */
const LIMIT_MILLISECONDS = 6_000;

const check = z.object({
  type: z.enum(["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH"]),
  fqdn: z.string().min(1),
  port: z.number(),
  resource_path: z.string(),
});

/** The URL that a health check requests, and the region in its names. */
export interface Endpoint {
  readonly url: string;
  readonly region: string | undefined;
}

/** Returns the endpoints of a plan's health checks. */
export function endpointsOf(plan: Plan): readonly Endpoint[] {
  return plan.changes
    .filter(({ type }) => type === "aws_route53_health_check")
    .flatMap(({ name, after }) => {
      const { data } = check.safeParse(after);
      if (data === undefined) {
        return [];
      }
      const { type, fqdn, port, resource_path } = data;
      const scheme = type.startsWith("HTTPS") ? "https" : "http";
      const [region] = regionsIn(`${name} ${fqdn}`);
      return [{ url: `${scheme}://${fqdn}:${port}${resource_path}`, region }];
    });
}

/**
 * Returns the endpoints that must answer after a region was changed: its own ones, because another region's outage says
 * nothing about this change. After a change of the global layer, those that answered before.
 */
export function wantedAfter(
  region: string,
  endpoints: readonly Endpoint[],
  before: readonly string[],
): readonly string[] {
  return endpoints
    .filter((endpoint) => (region === GLOBAL ? before.includes(endpoint.url) : endpoint.region === region))
    .map(({ url }) => url);
}

/** Returns the endpoints that pass a health check now: 2xx or 3xx, within its limits. */
export async function answering(endpoints: readonly string[]): Promise<readonly string[]> {
  const answers = await Promise.all(
    endpoints.map(async (url) => {
      try {
        const { status } = await fetch(url, {
          redirect: "manual",
          signal: AbortSignal.timeout(LIMIT_MILLISECONDS),
        });
        return status >= 200 && status < 400;
      } catch {
        return false;
      }
    }),
  );
  return endpoints.filter((_, index) => answers[index]);
}

export interface Patience {
  /** How often in a row all must answer: the old version may still answer for a while. */
  readonly times: number;
  /** The number of attempts before it gives up. */
  readonly attempts: number;
  readonly pauseMilliseconds: number;
}

/** Half a minute without a failure, within two minutes. */
export const PATIENCE: Patience = { times: 6, attempts: 24, pauseMilliseconds: 5_000 };

/** Waits until all endpoints answer. @returns those that do not */
export async function silent(
  endpoints: readonly string[],
  { times, attempts, pauseMilliseconds }: Patience = PATIENCE,
): Promise<readonly string[]> {
  let missing: readonly string[] = [];
  let inARow = 0;
  for (let attempt = 0; attempt < attempts && endpoints.length > 0; attempt += 1) {
    const answered = new Set(await answering(endpoints));
    inARow = answered.size === endpoints.length ? inARow + 1 : 0;
    if (inARow === times) {
      return [];
    }
    if (inARow === 0) {
      missing = endpoints.filter((url) => !answered.has(url));
    }
    await setTimeout(pauseMilliseconds);
  }
  return missing;
}
