/**
 * The names of the environment variables of any service's functions, which its stack sets. The region and the function's
 * name come from Lambda's own variables.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const Environment = {
  /** Name of the DynamoDB global table; the same in every region. */
  tableName: "TABLE_NAME",
  /** The deployed version, which `GET /status` returns. @default "unknown" */
  serviceVersion: "SERVICE_VERSION",
  /** Origins whose pages may read the API, separated by commas, or `*`. @default - none */
  corsOrigins: "CORS_ORIGINS",
  /** "required" if clients need a key. The gateway checks it; the function only documents it. */
  clientKeys: "CLIENT_KEYS",
  /** "on" if the gateway caches responses by the declared parameters. A response must then depend on nothing else. */
  stageCache: "STAGE_CACHE",
} as const;

/** Returns the value of a required variable. */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(`The environment variable ${name} is missing`);
  }
  return value;
}

export function optional(name: string, fallback: string): string {
  return process.env[name] || fallback;
}

/** Returns the non-empty values of a comma-separated list. */
export function list(name: string, fallback: string): string[] {
  return optional(name, fallback)
    .split(",")
    .map((value) => value.trim())
    .filter((value) => value !== "");
}
