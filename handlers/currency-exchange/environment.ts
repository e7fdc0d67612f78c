/** The names of the environment variables that the functions of the currency exchange read and that its stack sets. */
export const RatesEnvironment = {
  /** The rate providers in the order of requests, separated by commas. @default "frankfurter,ecb" */
  rateProviders: "RATE_PROVIDERS",
  /** Base URL of the Frankfurter API. @default - the public one */
  frankfurterUrl: "FRANKFURTER_URL",
  /** Base URL of the ECB's files. @default - the public one */
  ecbUrl: "ECB_URL",
  /** Base URL of the Open Exchange Rates API. @default - the public one */
  openExchangeRatesUrl: "OPEN_EXCHANGE_RATES_URL",
  /** Base URL of the currencylayer API. @default - the public one */
  currencylayerUrl: "CURRENCYLAYER_URL",
  /** The provider of live rates. @default - none; only daily reference rates */
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
  /** The regions that take turns in requesting live rates, separated by commas, in the same order everywhere. */
  liveRegions: "LIVE_RATES_REGIONS",
  /** The relative change since the last snapshot above which a rate is quarantined. @default "0.2" */
  maxRateJump: "MAX_RATE_JUMP",
} as const;
