/*
 * Responses of 13 April 2026 at 15:00 UTC, from some of the ECB's rates. Tests verify each of them.
 */

const reference = { kind: "daily-reference" };
const monday = { ...reference, asOf: "2026-04-13", source: "ecb", ageSeconds: 3600, stale: false };
const friday = { ...reference, asOf: "2026-04-10", source: "ecb", ageSeconds: 262800, stale: false };
const noExceptions = { fallbacks: [], quarantined: [], missing: [] };

export const status = {
  status: "ok",
  region: "eu-west-1",
  version: "1.0.0",
  ...monday,
};

export const currencies = {
  currencies: [
    { code: "BGN", name: "Bulgarian Lev", minorUnits: 2, firstDay: "2000-07-19", lastDay: "2025-12-31" },
    { code: "EUR", name: "Euro", minorUnits: 2, firstDay: "1999-01-04", lastDay: "2026-04-13" },
    { code: "GBP", name: "Pound Sterling", minorUnits: 2, firstDay: "1999-01-04", lastDay: "2026-04-13" },
    { code: "JPY", name: "Yen", minorUnits: 0, firstDay: "1999-01-04", lastDay: "2026-04-13" },
    { code: "USD", name: "US Dollar", minorUnits: 2, firstDay: "1999-01-04", lastDay: "2026-04-13" },
  ],
};

export const latest = {
  base: "USD",
  ...monday,
  rates: { EUR: "0.85587127695994522424", JPY: "159.83396097226977063" },
  ...noExceptions,
};

export const ratesOfDay = {
  base: "USD",
  date: "2026-04-12",
  carriedForward: true,
  ...friday,
  rates: { EUR: "0.85389804457347792674", JPY: "159.19221244983348988" },
  ...noExceptions,
};

export const history = {
  base: "EUR",
  quote: "USD",
  interval: "week",
  from: "2026-04-01",
  to: "2026-04-13",
  ...monday,
  points: [
    {
      date: "2026-03-30",
      open: "1.1605",
      high: "1.1605",
      low: "1.1525",
      close: "1.1525",
      fixings: 2,
      sources: ["ecb"],
    },
    {
      date: "2026-04-06",
      open: "1.1557",
      high: "1.1711",
      low: "1.1557",
      close: "1.1711",
      fixings: 4,
      sources: ["ecb"],
    },
    {
      date: "2026-04-13",
      open: "1.1684",
      high: "1.1684",
      low: "1.1684",
      close: "1.1684",
      fixings: 1,
      sources: ["ecb"],
    },
  ],
};

export const conversion = {
  from: "USD",
  to: "JPY",
  amount: "1234.56",
  rate: "159.19221244983348988",
  unrounded: "196532.3378020664332662528",
  result: "196532",
  rounding: "half-even",
  date: "2026-04-10",
  carriedForward: false,
  ...friday,
};

export const conversions = {
  conversions: [
    { from: "USD", to: "JPY", amount: "1234.56", date: "2026-04-10" },
    { from: "USD", to: "BTC", amount: "1234.56" },
  ],
};

export const conversionAnswers = {
  answers: [
    { conversion },
    {
      problem: {
        type: "/#unknown-currency",
        title: "Unknown currency code",
        status: 400,
        detail: 'to: "BTC" is not an ISO 4217 currency code',
      },
    },
  ],
};
