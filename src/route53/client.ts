import type { Place } from "./places";

/** Where a client falls in what Route 53 leaves to chance; `every` is answered by all that may answer. */
export type Draw = number | "every";

/** Who asks. */
export interface Client {
  readonly place: Place;
  /** The IP address that IP-based routing goes by; such records have no location for a client without one. */
  readonly address?: string;
  /**
   * From 0 to just below 1: the same draw gets the same answer from weights and from more than eight values.
   *
   * @default 0
   */
  readonly draw?: Draw;
}
