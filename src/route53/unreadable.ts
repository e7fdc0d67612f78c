import { Unresolved } from "../terraform";

/** A record or health check whose routing the document does not state, with the reason. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** Returns a value that the document states. */
export function known<T>(value: T | Unresolved | undefined, reason: string): T {
  if (value === undefined || value instanceof Unresolved) {
    throw new Unreadable(reason);
  }
  return value;
}

/** Returns a value that is one of those that AWS allows. */
export function oneOf<T extends string>(
  value: string | Unresolved | undefined,
  allowed: readonly T[],
  what: string,
): T {
  const found = allowed.find((one) => one === value);
  return known(found, `its ${what} "${value ?? ""}" is not one of ${allowed.join(", ")}`);
}
