import { remembered } from "../../terraform";

/** The settings of a client whose calls end soon: a rollout waits for each. */
export function clientIn(region: string) {
  return { region, maxAttempts: 3, requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 } };
}

/** Returns a function that creates one object per region. */
export function perRegion<T>(create: (region: string) => T): (region: string) => T {
  const known = new Map<string, T>();
  return (region) => remembered(known, region, () => create(region));
}
