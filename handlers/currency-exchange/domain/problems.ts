import type { ProblemKind } from "../../http/problem";

/** The kinds of errors that are specific to exchange rates. */
export const UNKNOWN_CURRENCY: ProblemKind = {
  type: "unknown-currency",
  status: 400,
  title: "Unknown currency code",
};

export const NO_RATE: ProblemKind = { type: "no-rate", status: 404, title: "No rate" };

export const NO_RATES_YET: ProblemKind = {
  type: "no-rates-yet",
  status: 503,
  title: "No rates in this region yet",
};
