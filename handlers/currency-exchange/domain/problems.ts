import type { ProblemKind } from "../../http/problem";

/** The kinds of errors that an API of exchange rates adds to those of any API. */
export const UNKNOWN_CURRENCY: ProblemKind = {
  type: "unknown-currency",
  status: 400,
  title: "Unknown currency code",
};

export const NO_RATE: ProblemKind = { type: "no-rate", status: 404, title: "There is no rate" };

export const NO_RATES_YET: ProblemKind = {
  type: "no-rates-yet",
  status: 503,
  title: "This region has no rates yet",
};
