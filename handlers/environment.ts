/**
 * The names of the environment variables that the functions read and that the constructs set: the only place
 * where they are spelled. The region itself comes from Lambda's own `AWS_REGION`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const Environment = {
  /** Name of the DynamoDB global table; the same in every region. */
  tableName: "TABLE_NAME",
  /** What `GET /status` answers as `version`. */
  serviceVersion: "SERVICE_VERSION",
  /** Rate providers in the order in which they are tried, comma separated: `frankfurter,ecb`. */
  rateProviders: "RATE_PROVIDERS",
  /** Base address of the Frankfurter API. */
  frankfurterUrl: "FRANKFURTER_URL",
} as const;
