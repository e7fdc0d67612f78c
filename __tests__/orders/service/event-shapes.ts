type Item = Readonly<Record<string, unknown>>;

/** How a version of the service stores the total of an event. */
export interface EventShape {
  readonly write: (total: string) => Item;
  readonly read: (item: Item) => string | undefined;
}

const text = (value: unknown) => (typeof value === "string" ? value : undefined);
const inAmount = ({ amount }: Item) =>
  typeof amount === "object" && amount !== null && "value" in amount ? text(amount.value) : undefined;

export const amountOf = (value: string) => ({ value, currency: "USD" });

/** The total is a text. */
export const original: EventShape = {
  write: (total) => ({ total }),
  read: ({ total }) => text(total),
};

/** Between the other two: writes both shapes, so that each of them reads it, and reads both. */
export const expanded: EventShape = {
  write: (total) => ({ total, amount: amountOf(total) }),
  read: (item) => inAmount(item) ?? text(item["total"]),
};

/** The total is an amount with its currency. */
export const contracted: EventShape = {
  write: (total) => ({ amount: amountOf(total) }),
  read: inAmount,
};
