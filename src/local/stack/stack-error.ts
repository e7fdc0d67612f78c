import type { Resource } from "../../terraform";

/** A one-line error about a document that cannot run locally, or about an invalid option. */
export class StackError extends Error {
  override readonly name = "StackError";
}

/** @throws StackError for a resource whose region the document does not state */
export function regionOf({ address, region }: Resource): string {
  if (region === undefined) {
    throw new StackError(`${address}: its provider has no region`);
  }
  return region;
}
