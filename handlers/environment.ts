/**
 * The names of the environment variables of any service's functions, which its stack sets. The region and the function's
 * name come from Lambda's own variables.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const Environment = {
  /** Name of the DynamoDB global table; the same in every region. */
  tableName: "TABLE_NAME",
  /** The version that is deployed, for people who look into a region. @default "unknown" */
  serviceVersion: "SERVICE_VERSION",
  /** Origins whose pages may read the API, with commas between them, or `*`. @default - none */
  corsOrigins: "CORS_ORIGINS",
  /** "required" where clients need a key, which the gateway looks at: the documentation then says so. */
  clientKeys: "CLIENT_KEYS",
  /** "on" where the gateway caches answers by the declared parameters: nothing else may decide an answer. */
  stageCache: "STAGE_CACHE",
} as const;

/** The value of a variable without which the function cannot work. */
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

/** The values of a list, without the empty ones. */
export function list(name: string, fallback: string): string[] {
  return optional(name, fallback)
    .split(",")
    .map((value) => value.trim())
    .filter((value) => value !== "");
}
