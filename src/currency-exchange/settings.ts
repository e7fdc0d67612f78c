import * as z from "zod/mini";
import {
  type Configuration,
  fields,
  functionSettings,
  type RuleWords,
  type ServiceSettings,
  setting,
} from "../config";

const shape = {
  functions: z.prefault(
    fields.section({
      /** 1,024 MB: the smallest size at which a cold start stays well under the 2 s that a health checker waits. */
      api: functionSettings({ memoryMb: 1024, timeoutSeconds: 5 }, 29),
      ingest: functionSettings({ memoryMb: 512, timeoutSeconds: 60 }, 900),
    }),
    {},
  ),
  rates: z.prefault(
    fields.section({
      providers: setting(
        z._default(
          fields.distinct(
            fields.oneOf(["frankfurter", "ecb"]),
            1,
            "a list of frankfurter and ecb, each named once",
          ),
          ["frankfurter", "ecb"],
        ),
        {
          does: "the sources of daily rates, requested in this order until one answers",
          later: "a new function version, in place",
        },
      ),
      frankfurterUrl: setting(
        z.optional(
          fields.text(
            /^https?:\/\/[\w.-]+(:\d+)?(\/[\w./-]*[^/])?$/,
            "an address that does not end with /, such as https://api.frankfurter.dev/v1",
          ),
        ),
        {
          does: "base URL of a self-hosted Frankfurter",
          later: "a new function version, in place",
          unset: "the public instance",
        },
      ),
      live: z.optional(
        fields.section({
          provider: setting(
            z._default(fields.oneOf(["open-exchange-rates", "currencylayer"]), "open-exchange-rates"),
            {
              does: "the source of [live rates](data.md#live-rates); daily rates remain the history and the fallback",
              later: "a new function version, in place",
            },
          ),
          keyParameter: setting(
            fields.text(
              /^\/[\w./-]{1,500}$/,
              "the name of an SSM parameter, such as /currency-exchange/live-rates-key",
            ),
            {
              does: "the SSM parameter with the provider's key, in every region; live rates need it",
              later: "a new function version and role policy, in place",
              unset: "none: required with `rates.live`",
            },
          ),
          intervalMinutes: setting(z._default(fields.wholeNumber(1, 1440, "minutes"), 60), {
            does: "time between two requests for live rates",
            later: "in place",
          }),
          requestsPerMonth: setting(z._default(fields.wholeNumber(1, 100_000_000, "requests"), 1000), {
            does: "the quota of the provider's plan; 1,000 is Open Exchange Rates' free plan",
            later: "in place",
          }),
        }),
      ),
      maxJumpPercent: setting(z._default(fields.number(0.1, 100, "percent"), 20), {
        does: "a rate that moves more against the last accepted one is quarantined and raises an alarm",
        later: "a new function version, in place",
      }),
      schedule: setting(z._default(fields.schedule("rate(1 hour)"), "rate(1 hour)"), {
        does: "when daily rates are fetched; at most 84 hours between two runs",
        later: "in place; alarms follow",
      }),
    }),
    {},
  ),
};

type Own = z.output<z.ZodMiniObject<typeof shape>>;

/** The settings of the currency exchange: the platform's and its own. */
export type CurrencyExchangeConfiguration = Configuration & Own;

/** The settings that the currency exchange adds to `cdktf.json`. */
export const currencyExchange: ServiceSettings<typeof shape> = {
  name: "currency-exchange",
  shape,
  answering: ({ functions }) => ({ id: "api", ...functions.api }),
  rules: requireQuota,
};

/** The minutes of the longest month. */
const MINUTES_PER_MONTH = 31 * 24 * 60;

/** Live rates may not be requested more often than the provider's plan allows. */
function requireQuota({ rates: { live } }: Own, { key, reject }: RuleWords): void {
  if (live === undefined) {
    return;
  }
  const needed = Math.ceil(MINUTES_PER_MONTH / live.intervalMinutes);
  if (needed > live.requestsPerMonth) {
    const least = Math.ceil(MINUTES_PER_MONTH / live.requestsPerMonth);
    reject(
      ["rates", "live", "intervalMinutes"],
      live.intervalMinutes,
      `is too often for the plan: it needs ${needed} requests per month, and ${key(["rates", "live", "requestsPerMonth"])} is ${live.requestsPerMonth}; the shortest interval is ${least}`,
    );
  }
}
