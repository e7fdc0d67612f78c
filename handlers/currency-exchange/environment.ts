/** The names of the environment variables that the functions of the currency exchange read and that its stack sets. */
export const RatesEnvironment = {
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
} as const;
