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
  /** Base address of the Frankfurter API. */
  frankfurterUrl: "FRANKFURTER_URL",
} as const;

/** The value of a variable without which the function cannot work. */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(`The environment variable ${name} is missing`);
  }
  return value;
}
