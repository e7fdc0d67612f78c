/**
 * The names of the environment variables that the functions read and that the constructs set: the only place
 * where they are spelled. The region and the function's name come from Lambda's own variables.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const Environment = {
  /** Name of the DynamoDB global table; the same in every region. */
  tableName: "TABLE_NAME",
  /** What `GET /status` answers as `version`. @default "unknown" */
  serviceVersion: "SERVICE_VERSION",
  /** Origins whose pages may read the API, with commas between them, or `*`. @default - none */
  corsOrigins: "CORS_ORIGINS",
  /** "required" where clients need a key, which the gateway looks at: the documentation then says so. */
  clientKeys: "CLIENT_KEYS",
  /** "on" where the gateway caches answers by the declared parameters: nothing else may decide an answer. */
  stageCache: "STAGE_CACHE",
  /** The providers of rates that are asked, in this order, with commas between them. @default "frankfurter,ecb" */
  rateProviders: "RATE_PROVIDERS",
  /** Base address of the Frankfurter API. @default - the public one */
  frankfurterUrl: "FRANKFURTER_URL",
  /** Base address of the ECB's files. @default - the public one */
  ecbUrl: "ECB_URL",
  /** Base address of the Open Exchange Rates API. @default - the public one */
  openExchangeRatesUrl: "OPEN_EXCHANGE_RATES_URL",
  /** Base address of the currencylayer API. @default - the public one */
  currencylayerUrl: "CURRENCYLAYER_URL",
  /** The provider of live rates. @default - none: daily reference rates alone */
  liveProvider: "LIVE_RATES_PROVIDER",
  /**
   * The SSM parameter that holds the live provider's key, in each region: a SecureString, or a secret of Secrets
   * Manager by `/aws/reference/secretsmanager/<its name>`.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
   */
  liveKeyParameter: "LIVE_RATES_KEY_PARAMETER",
  /** Seconds between two requests for live rates. @default "3600" */
  liveInterval: "LIVE_RATES_INTERVAL",
  /** The regions that take turns in asking for live rates, in the same order everywhere, with commas between them. */
  liveRegions: "LIVE_RATES_REGIONS",
  /** The share by which a rate may jump against the last snapshot before it is held back. @default "0.2" */
  maxRateJump: "MAX_RATE_JUMP",
  /** What the canary asks: a region, or `shared`, with its address, as in `us-east-1=https://…`, with commas between. */
  canaryTargets: "CANARY_TARGETS",
  /** The key with which the canary calls an API that requires one. @default - none */
  canaryKey: "CANARY_KEY",
} as const;

type Name = (typeof Environment)[keyof typeof Environment] | "AWS_REGION" | "AWS_LAMBDA_FUNCTION_NAME";

/** The value of a variable without which the function cannot work. */
export function required(name: Name): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(`The environment variable ${name} is missing`);
  }
  return value;
}

export function optional(name: Name, fallback: string): string {
  return process.env[name] || fallback;
}

/** The values of a list, without the empty ones. */
export function list(name: Name, fallback: string): string[] {
  return optional(name, fallback)
    .split(",")
    .map((value) => value.trim())
    .filter((value) => value !== "");
}
