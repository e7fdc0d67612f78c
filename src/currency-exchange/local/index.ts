import type { Service } from "../../local/service";
import { RateCalendar } from "./calendar";
import { FederalReserve } from "./federal-reserve";
import { rateProvider } from "./rate-provider";

/** The rate providers that are served on this machine. */
const PROVIDERS = [
  "https://api.frankfurter.dev",
  "https://www.ecb.europa.eu",
  "https://openexchangerates.org",
  "https://api.currencylayer.com",
];

const LAST_YEAR = new Date().getUTCFullYear() - 1;

/** When a bank publishes the sample day's rates, in minutes of the day. */
const PUBLISHED = 15 * 60;

/** The information about the currency exchange that the tools need and its stack does not contain. */
export const service: Service = {
  demo: {
    path: "/v1/latest?base=USD&symbols=EUR,GBP,JPY",
    change: { command: "next-day" },
    versionOf: (body) => {
      const { asOf, rates } = JSON.parse(body);
      return { version: asOf, answer: rates };
    },
  },
  benchmark: [
    "/v1/latest",
    "/v1/latest?base=USD",
    "/v1/convert?from=USD&to=JPY&amount=1234.56",
    "/status",
    `/v1/history/EUR/USD?from=${LAST_YEAR}-01-01&to=${LAST_YEAR}-12-31`,
  ],
  sampleMetrics: {
    RatesAge: (minute) => ((minute - PUBLISHED + 1440) % 1440) * 60,
    SnapshotsStored: (minute) => Number(minute >= PUBLISHED && minute < PUBLISHED + 60),
    RatesStale: () => 0,
    RatesHeldBack: () => 0,
    ProviderFailures: () => 0,
    ReplicaFailures: () => 0,
  },
  settings: [
    [
      ["functions.ingest.memoryMb", 1024],
      ["functions.ingest.timeoutSeconds", 120],
      ["functions.ingest.reservedConcurrency", 2],
    ],
    [
      ["rates.providers", ["ecb"]],
      ["rates.frankfurterUrl", "https://rates.example.com/v1"],
      ["rates.maxJumpPercent", 10],
      ["rates.schedule", "cron(0 6 * * ? *)"],
    ],
    [
      ["rates.live.keyParameter", "/currency-exchange/live-rates-key"],
      ["rates.live.intervalMinutes", 120],
      ["rates.live.requestsPerMonth", 5000],
      ["rates.live.provider", "currencylayer"],
    ],
  ],
  start: async ({ live }) => {
    const key = process.env["LIVE_RATES_KEY"];
    if (live) {
      return { parameter: () => key };
    }
    const calendar = new RateCalendar(await FederalReserve.read());
    const provider = rateProvider(calendar);
    const { firstDay } = calendar;
    return {
      origins: Object.fromEntries(PROVIDERS.map((origin) => [origin, provider])),
      // The local provider accepts any key.
      parameter: () => key ?? "local",
      commands: {
        "next-day": {
          does: "publishes the next day's rates at the local rate provider",
          run: () => nextDay(calendar),
        },
      },
      load: {
        what: `the rates since ${firstDay}`,
        program: (table) => [
          ...["--require", "tsx/cjs", "handlers/currency-exchange/backfill/index.ts"],
          ...["frankfurter", "--table", table, "--from", firstDay],
        ],
      },
      notes: [
        `Rates are the Federal Reserve's of ${calendar.years * 364} days earlier, up to ${calendar.today}.`,
      ],
    };
  },
};

function nextDay(calendar: RateCalendar): string {
  const day = calendar.nextDay();
  if (day === undefined) {
    throw new Error(
      `the rates of ${calendar.today} are already published; the API rejects rates of a later day`,
    );
  }
  return `the rate provider has the rates of ${day}`;
}
