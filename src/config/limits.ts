import type * as z from "zod/mini";
import { ADDRESS_WINDOW_SECONDS, LONGEST_SHIFT_MINUTES, shiftMinutes } from "../aws";
import { DEFAULTS } from "../aws/defaults";
import type { platformSchema } from "./schema";

type Settings = z.output<ReturnType<typeof platformSchema>>;
type Key = readonly [keyof Settings | "functions", ...string[]];

const DAY_SECONDS = 86_400;

/**
 * Reports each limit that another limit prevents from ever taking effect.
 *
 * @param reserved - the function that answers requests
 * @param key - returns the name of a key in messages
 * @param report - receives the invalid key, its value, and the fault
 */
export function checkLimits(
  settings: Settings,
  reserved: { readonly id: string; readonly reservedConcurrency?: number | undefined } | undefined,
  key: (path: Key) => string,
  report: (path: Key, value: number, fault: string) => void,
): void {
  const { clients, objectives, throttling, webAcl } = settings;
  const needed = Math.ceil((throttling.requestsPerSecond * objectives.latencyMilliseconds) / 1000);
  if (reserved?.reservedConcurrency !== undefined && reserved.reservedConcurrency < needed) {
    report(
      ["functions", reserved.id, "reservedConcurrency"],
      reserved.reservedConcurrency,
      `is less than ${needed}, the concurrent executions needed for ${key(["throttling", "requestsPerSecond"])}: ${throttling.requestsPerSecond} at ${key(["objectives", "latencyMilliseconds"])}: ${objectives.latencyMilliseconds} (${throttling.requestsPerSecond} × ${objectives.latencyMilliseconds / 1000} s)`,
    );
  }
  const throttled = throttling.requestsPerSecond * ADDRESS_WINDOW_SECONDS;
  if (webAcl.requestsPerAddress !== undefined && webAcl.requestsPerAddress > throttled) {
    report(
      ["webAcl", "requestsPerAddress"],
      webAcl.requestsPerAddress,
      `is more than ${throttled}, the limit of ${key(["throttling", "requestsPerSecond"])}: ${throttling.requestsPerSecond} in five minutes`,
    );
  }
  if (clients.names.length === 0) {
    return;
  }
  const ofAClient = clients.requestsPerSecond * ADDRESS_WINDOW_SECONDS;
  if (webAcl.requestsPerAddress !== undefined && webAcl.requestsPerAddress < ofAClient) {
    report(
      ["webAcl", "requestsPerAddress"],
      webAcl.requestsPerAddress,
      `is less than ${ofAClient}, which ${key(["clients", "requestsPerSecond"])}: ${clients.requestsPerSecond} grants one client in five minutes`,
    );
  }
  for (const limit of ["requestsPerSecond", "burst"] as const) {
    if (clients[limit] > throttling[limit]) {
      report(
        ["clients", limit],
        clients[limit],
        `is more than ${key(["throttling", limit])}: ${throttling[limit]}`,
      );
    }
  }
  const mostPerDay = clients.requestsPerSecond * DAY_SECONDS;
  if (clients.requestsPerDay !== undefined && clients.requestsPerDay > mostPerDay) {
    report(
      ["clients", "requestsPerDay"],
      clients.requestsPerDay,
      `is more than ${mostPerDay}, the limit of ${key(["clients", "requestsPerSecond"])}: ${clients.requestsPerSecond} in one day`,
    );
  }
}

/** Reports steps that a rollout does not have, and steps that take longer than CodeDeploy allows. */
export function checkRollout(
  { rollout }: Settings,
  key: (path: Key) => string,
  report: (path: Key, value: number, fault: string) => void,
): void {
  const { type } = rollout;
  if (type === "all-at-once") {
    for (const step of ["percent", "minutes"] as const) {
      const value = rollout[step];
      if (value !== undefined) {
        report(["rollout", step], value, `needs ${key(["rollout", "type"])}: "canary" or "linear"`);
      }
    }
    return;
  }
  const { percent = DEFAULTS.rollout.percent, minutes = DEFAULTS.rollout.minutes } = rollout;
  const total = shiftMinutes({ type, percent, minutes });
  if (total > LONGEST_SHIFT_MINUTES) {
    report(
      ["rollout", "minutes"],
      minutes,
      `is too long: with ${key(["rollout", "percent"])}: ${percent}, the steps take ${total} minutes, and CodeDeploy allows ${LONGEST_SHIFT_MINUTES}`,
    );
  }
}
