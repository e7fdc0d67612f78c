import * as z from "zod/mini";
import {
  type Configuration,
  fields,
  functionSettings,
  type RuleWords,
  type ServiceSettings,
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
      /** Asked in this order; a later one answers when the earlier ones do not. */
      providers: z._default(
        fields.distinct(
          fields.oneOf(["frankfurter", "ecb"]),
          1,
          "a list of frankfurter and ecb, each named once",
        ),
        ["frankfurter", "ecb"],
      ),
      /** Of a Frankfurter of your own. @default - the public one */
      frankfurterUrl: z.optional(
        fields.text(
          /^https?:\/\/[\w.-]+(:\d+)?(\/[\w./-]*[^/])?$/,
          "an address that does not end with /, such as https://api.frankfurter.dev/v1",
        ),
      ),
      /** Live rates, on a schedule of their own. @default - daily reference rates alone */
      live: z.optional(
        fields.section({
          provider: z._default(fields.oneOf(["open-exchange-rates", "currencylayer"]), "open-exchange-rates"),
          /** The SSM parameter with the provider's key, in every region. */
          keyParameter: fields.text(
            /^\/[\w./-]{1,500}$/,
            "the name of an SSM parameter, such as /currency-exchange/live-rates-key",
          ),
          /** How often to ask. More often than the plan's rates change gives the same rates again. */
          intervalMinutes: z._default(fields.wholeNumber(1, 1440, "minutes"), 60),
          /** The quota of the provider's plan. 1,000 is Open Exchange Rates' free plan. */
          requestsPerMonth: z._default(fields.wholeNumber(1, 100_000_000, "requests"), 1000),
        }),
      ),
      /** A rate that moves more than this against the last snapshot is held back, and told. */
      maxJumpPercent: z._default(fields.number(0.1, 100, "percent"), 20),
      schedule: z._default(fields.schedule("rate(1 hour)"), "rate(1 hour)"),
    }),
    {},
  ),
};

type Own = z.output<z.ZodMiniObject<typeof shape>>;

/** The settings of the currency exchange, as the platform's and its own. */
export type CurrencyExchangeConfiguration = Configuration & Own;

/** What the currency exchange adds to the settings in `cdktf.json`. */
export const currencyExchange: ServiceSettings<typeof shape> = {
  name: "currency-exchange",
  shape,
  answering: ({ functions }) => ({ id: "api", ...functions.api }),
  rules: requireQuota,
};

/** Of the longest month. */
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
