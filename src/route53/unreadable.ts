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
