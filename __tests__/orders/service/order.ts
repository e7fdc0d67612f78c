import { createHash } from "node:crypto";

export const EVENT_TYPES = ["placed", "changed", "cancelled"] as const;

/** What a client says happened to an order. */
export interface NewEvent {
  readonly type: (typeof EVENT_TYPES)[number];
  /** The order's total in its currency, as a decimal string; undefined for a cancellation. */
  readonly total: string | undefined;
  /** The events that the client knew as the newest ones: none for the first event of an order. */
  readonly after: readonly string[];
}

export interface OrderEvent extends NewEvent {
  readonly id: string;
}

/** An order as its events tell it. */
export interface Order {
  readonly id: string;
  readonly events: readonly OrderEvent[];
  /** The events that no other event follows. More than one: regions accepted changes that did not know each other. */
  readonly newest: readonly OrderEvent[];
}

/**
 * Returns the event with an id derived from its content. A client that retries sends the same event. Two
 * different events never share an id, so no region's write replaces another region's.
 */
export function eventOf(orderId: string, { type, total, after }: NewEvent): OrderEvent {
  const sorted = [...after].sort();
  const text = JSON.stringify([orderId, type, total ?? null, sorted]);
  const id = createHash("sha256").update(text).digest("hex").slice(0, 32);
  return { id, type, total, after: sorted };
}

/** @param events - in any order, and arrived from any region */
export function orderOf(id: string, events: readonly OrderEvent[]): Order {
  const followed = new Set(events.flatMap(({ after }) => after));
  return {
    id,
    events,
    newest: events.filter((event) => !followed.has(event.id)),
  };
}

/** The events that are named and have not arrived in this region. */
export function missing({ events }: Order, ids: readonly string[]): readonly string[] {
  return ids.filter((id) => !events.some((event) => event.id === id));
}
