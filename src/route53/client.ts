import type { Place } from "./places";

/** Who asks. */
export interface Client {
  readonly place: Place;
  /** The IP address that IP-based routing goes by; such records have no location for a client without one. */
  readonly address?: string;
  /**
   * Where the client falls in what Route 53 leaves to chance (weights, more than eight values), from 0 to just
   * below 1: the same draw gets the same answer.
   *
   * @default 0
   */
  readonly draw?: number;
}
