import type { Conditions } from "./world";

/** Minutes. */
const HOUR = 60;
const DAY = 24 * HOUR;

export interface Scenario {
  readonly name: string;
  /** What the configuration sets, beside the email address of the person on call. */
  readonly settings?: object;
  /** The conditions, by the minute since the scenario began. */
  readonly conditions: Conditions;
  /** How long the scenario is watched. @default 12 hours */
  readonly minutes?: number;
  /** The minutes in which users get errors or wait. */
  readonly suffering?: { readonly from: number; readonly to: number };
  /** The messages in their order, without the deployment's name: `eu-west-1-degraded ALARM`. */
  readonly messages: readonly string[];
  /** Minutes within which the first message is sent. */
  readonly within?: number;
  /** Why there is more than one page. @default - there is one page at the most */
  readonly pages?: { readonly count: number; readonly because: string };
  /** The region that is created when the scenario begins. */
  readonly created?: string;
}

const THREE = { regions: { "us-east-1": {}, "eu-west-1": {}, "ap-southeast-1": {} } };
const CANARY = { canary: { enabled: true } };

/** A condition of one region, or of all of them, for some time. */
function during(
  from: number,
  to: number,
  condition: ReturnType<Conditions>,
  ...regions: string[]
): Conditions {
  return (region, minute) =>
    minute >= from && minute < to && (regions.length === 0 || regions.includes(region)) ? condition : {};
}

function all(...conditions: Conditions[]): Conditions {
  return (region, minute) => Object.assign({}, ...conditions.map((one) => one(region, minute)));
}

const FAILS = { errors: 1, statusErrors: 1 };
const GONE = { dark: true };

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "A healthy day",
    conditions: () => ({}),
    minutes: DAY,
    messages: [],
  },
  {
    name: "A healthy day with canaries",
    settings: CANARY,
    conditions: () => ({}),
    minutes: DAY,
    messages: [],
  },
  {
    name: "A deployment: 0.5% errors and 4% slow answers for five minutes",
    conditions: during(0, 5, { errors: 0.005, slow: 0.04 }),
    messages: [],
  },
  {
    name: "A new region: eu-west-1 is created",
    conditions: during(-Infinity, 20, { absent: true }, "eu-west-1"),
    created: "eu-west-1",
    // CloudWatch reports the first state of a new alarm.
    messages: ["eu-west-1-attention OK", "eu-west-1-data OK", "eu-west-1-degraded OK", "eu-west-1-outage OK"],
  },
  {
    name: "eu-west-1 goes dark for two hours",
    conditions: during(0, 2 * HOUR, GONE, "eu-west-1"),
    suffering: { from: 0, to: 3 },
    messages: ["eu-west-1-outage ALARM", "eu-west-1-outage OK"],
    within: 7,
  },
  {
    name: "eu-west-1 goes dark for a day",
    conditions: during(0, DAY, GONE, "eu-west-1"),
    suffering: { from: 0, to: 3 },
    minutes: 2 * DAY,
    messages: ["eu-west-1-outage ALARM", "eu-west-1-outage OK"],
    within: 7,
  },
  {
    name: "eu-west-1's api function fails for half an hour, `/health-check` included",
    conditions: during(0, 30, FAILS, "eu-west-1"),
    suffering: { from: 0, to: 3 },
    messages: ["eu-west-1-outage ALARM", "eu-west-1-outage OK"],
    within: 7,
  },
  {
    name: "eu-west-1's api function fails for eight hours, and ingest with it",
    conditions: during(0, 8 * HOUR, { ...FAILS, ingest: "fails" }, "eu-west-1"),
    suffering: { from: 0, to: 3 },
    minutes: DAY,
    messages: ["eu-west-1-outage ALARM", "eu-west-1-outage OK"],
    within: 7,
  },
  {
    name: "60% of eu-west-1's requests fail for two hours, `/health-check` is green",
    conditions: during(0, 2 * HOUR, { errors: 0.6 }, "eu-west-1"),
    suffering: { from: 0, to: 2 * HOUR },
    messages: ["eu-west-1-degraded ALARM", "eu-west-1-degraded OK"],
    within: 7,
  },
  {
    name: "60% of eu-west-1's requests fail for two hours, `/health-check` is green, with canaries",
    settings: CANARY,
    conditions: during(0, 2 * HOUR, { errors: 0.6 }, "eu-west-1"),
    suffering: { from: 0, to: 2 * HOUR },
    messages: ["eu-west-1-degraded ALARM", "eu-west-1-degraded OK"],
    within: 7,
  },
  {
    name: "60% of eu-west-1's requests fail for two hours, and a person evacuates it after ten minutes",
    conditions: all(
      during(0, 2 * HOUR, { errors: 0.6 }, "eu-west-1"),
      during(10, 3 * HOUR, { evacuated: true }, "eu-west-1"),
    ),
    suffering: { from: 0, to: 12 },
    messages: ["eu-west-1-degraded ALARM", "eu-west-1-degraded OK"],
    within: 7,
  },
  {
    name: "eu-west-1 is evacuated for four hours, and goes dark for two of them",
    conditions: all(
      during(-HOUR / 2, 4 * HOUR, { evacuated: true }, "eu-west-1"),
      during(0, 2 * HOUR, GONE, "eu-west-1"),
    ),
    messages: [],
  },
  {
    name: "One of three regions is evacuated, and goes dark together with the region that has a marker of it",
    settings: THREE,
    conditions: all(
      during(-HOUR / 2, 4 * HOUR, { evacuated: true }, "eu-west-1"),
      during(0, 2 * HOUR, GONE, "eu-west-1", "ap-southeast-1"),
    ),
    suffering: { from: 0, to: 3 },
    messages: ["ap-southeast-1-outage ALARM", "ap-southeast-1-outage OK"],
    within: 7,
  },
  {
    name: "60% of eu-west-1's requests fail, an hour later all of them, for another hour",
    conditions: all(
      during(0, HOUR, { errors: 0.6 }, "eu-west-1"),
      during(HOUR, 2 * HOUR, FAILS, "eu-west-1"),
    ),
    suffering: { from: 0, to: HOUR + 3 },
    messages: [
      "eu-west-1-degraded ALARM",
      "eu-west-1-outage ALARM",
      "eu-west-1-outage OK",
      "eu-west-1-degraded OK",
    ],
    within: 7,
    pages: { count: 2, because: "the outage gets worse" },
  },
  {
    name: "5% of eu-west-1's requests fail for three hours",
    conditions: during(0, 3 * HOUR, { errors: 0.05 }, "eu-west-1"),
    suffering: { from: 0, to: 3 * HOUR },
    messages: ["eu-west-1-degraded ALARM", "eu-west-1-degraded OK"],
    within: 30,
  },
  {
    name: "30% of eu-west-1's answers take 900 ms for three hours",
    conditions: during(0, 3 * HOUR, { slow: 0.3 }, "eu-west-1"),
    suffering: { from: 0, to: 3 * HOUR },
    messages: ["eu-west-1-degraded ALARM", "eu-west-1-degraded OK"],
    within: 40,
  },
  {
    name: "Lambda throttles eu-west-1's functions: 20% of requests fail for two hours",
    conditions: during(0, 2 * HOUR, { errors: 0.2, throttled: true }, "eu-west-1"),
    suffering: { from: 0, to: 2 * HOUR },
    messages: ["eu-west-1-degraded ALARM", "eu-west-1-degraded OK"],
    within: 15,
  },
  {
    name: "Throttling that retries hide from users, for an hour",
    conditions: during(0, HOUR, { throttled: true }, "eu-west-1"),
    messages: ["eu-west-1-attention ALARM", "eu-west-1-attention OK"],
    within: 20,
  },
  {
    name: "Both regions' api functions fail for an hour",
    conditions: during(0, HOUR, FAILS),
    suffering: { from: 0, to: HOUR },
    messages: ["all-regions-down ALARM", "all-regions-down OK"],
    within: 5,
  },
  {
    name: "Both regions fail, one two minutes after the other, with canaries",
    settings: CANARY,
    conditions: all(during(0, HOUR, FAILS, "eu-west-1"), during(2, HOUR, FAILS, "us-east-1")),
    suffering: { from: 0, to: HOUR },
    messages: ["all-regions-down ALARM", "all-regions-down OK"],
    within: 7,
  },
  {
    name: "The second of three regions goes dark an hour after the first, both for three hours",
    settings: THREE,
    conditions: all(during(0, 3 * HOUR, GONE, "eu-west-1"), during(HOUR, 4 * HOUR, GONE, "ap-southeast-1")),
    messages: [
      "eu-west-1-outage ALARM",
      "ap-southeast-1-outage ALARM",
      "eu-west-1-outage OK",
      "ap-southeast-1-outage OK",
    ],
    within: 7,
    pages: { count: 2, because: "they are two outages" },
  },
  {
    name: "Both regions go dark; us-east-1 recovers after one hour, eu-west-1 after three",
    conditions: all(during(0, HOUR, GONE, "us-east-1"), during(0, 3 * HOUR, GONE, "eu-west-1")),
    suffering: { from: 0, to: HOUR },
    messages: [
      "all-regions-down ALARM",
      "all-regions-down OK",
      "eu-west-1-outage ALARM",
      "eu-west-1-outage OK",
    ],
    within: 5,
    pages: { count: 2, because: "one region is still down when the others are back" },
  },
  {
    name: "Every rate provider is down for a day",
    conditions: during(0, DAY, { ingest: "providers fail" }),
    minutes: 2 * DAY,
    messages: ["us-east-1-data ALARM", "us-east-1-data OK"],
    within: 5 * HOUR,
  },
  {
    name: "The providers return old rates for a day",
    conditions: during(0, DAY, { ingest: "providers are stale" }),
    minutes: 2 * DAY,
    messages: ["us-east-1-data ALARM", "us-east-1-data OK"],
    within: 5 * HOUR,
  },
  {
    name: "eu-west-1's ingest function fails for ten hours",
    conditions: during(0, 10 * HOUR, { ingest: "fails" }, "eu-west-1"),
    minutes: DAY,
    messages: ["eu-west-1-data ALARM", "eu-west-1-data OK"],
    within: 5 * HOUR,
  },
  {
    name: "eu-west-1's ingest function fails for two days, with `rates.schedule: rate(6 hours)`",
    settings: { rates: { schedule: "rate(6 hours)" } },
    conditions: during(0, 2 * DAY, { ingest: "fails" }, "eu-west-1"),
    minutes: 3 * DAY,
    messages: ["eu-west-1-data ALARM", "eu-west-1-data OK"],
    within: 26 * HOUR,
  },
  {
    name: "Replication to eu-west-1 is stuck for two hours",
    conditions: during(0, 2 * HOUR, { replication: 900_000 }, "eu-west-1"),
    messages: ["us-east-1-data ALARM", "us-east-1-data OK"],
    within: 30,
  },
  {
    name: "A rate jumps by more than `rates.maxJumpPercent`",
    conditions: during(0, 65, { ratesHeldBack: 1 }, "us-east-1"),
    messages: ["us-east-1-rates-held-back ALARM"],
    within: 2 * HOUR,
  },
  {
    name: "eu-west-1's certificate is not renewed",
    conditions: during(0, 10 * DAY, { certificateDays: 29 }, "eu-west-1"),
    minutes: 3 * DAY,
    messages: ["eu-west-1-certificate-expiry ALARM"],
    within: 2 * DAY,
  },
  {
    name: "eu-west-1's web ACL blocks the canary, or its API key is not valid, for two hours",
    settings: CANARY,
    conditions: during(0, 2 * HOUR, { refusesCanary: true }, "eu-west-1"),
    messages: ["eu-west-1-canary ALARM", "eu-west-1-canary OK"],
    within: 40,
  },
  {
    name: "eu-west-1's canary does not run for two hours",
    settings: CANARY,
    conditions: during(0, 2 * HOUR, { canaryRuns: false }, "eu-west-1"),
    messages: ["eu-west-1-canary ALARM", "eu-west-1-canary OK"],
    within: 40,
  },
  {
    name: "us-east-1's API goes dark for two hours, with canaries",
    settings: CANARY,
    conditions: during(0, 2 * HOUR, GONE, "us-east-1"),
    suffering: { from: 0, to: 3 },
    messages: [
      "us-east-1-outage ALARM",
      "eu-west-1-canary ALARM",
      "us-east-1-outage OK",
      "eu-west-1-canary OK",
    ],
    within: 7,
    pages: { count: 2, because: "the second is the only one if us-east-1's CloudWatch is down, too" },
  },
];
