import { domainToASCII } from "node:url";
import * as z from "zod/mini";
import { FEWEST_PER_ADDRESS, MOST_PER_ADDRESS } from "./requests-per-address";
import { CHECKER_REGION_NAMES, REGION_NAMES } from "./supported-regions";
import { LONGEST_SHIFT_MINUTES } from "./traffic-shift";

/**
 * The values that AWS accepts, as schemas. `cdktf.json` and the props of constructs are checked by the same ones. Their
 * messages state the allowed values: they complete "is not …", unless they begin with "is". The index does not export
 * them, because the types of the constructs must not need those of zod.
 */

export function wholeNumber(least: number, most: number, unit: string) {
  const right = `a whole number of ${unit} from ${least} to ${most}`;
  return z.int(right).check(z.minimum(least, right), z.maximum(most, right));
}

export function number(least: number, most: number, unit: string) {
  const right = `a number of ${unit} from ${least} to ${most}`;
  return z.number(right).check(z.minimum(least, right), z.maximum(most, right));
}

export function text(pattern: RegExp, right: string) {
  return z.string(right).check(z.regex(pattern, right));
}

export function oneOf<const Value extends string>(values: readonly Value[]) {
  return z.enum(values, `one of ${values.join(", ")}`);
}

/** One of a list of numbers that AWS accepts. */
export function oneOfNumbers<const Value extends number>(values: readonly Value[], unit: string) {
  return z.literal(values, `one of ${values.join(", ")} (${unit})`);
}

export function distinct<Item extends z.ZodMiniType>(item: Item, least: number, right: string) {
  return z.array(item, right).check(
    z.minLength(least, right),
    z.refine((items) => new Set(items).size === items.length, right),
  );
}

/** A list with a limited total length. */
export function short<List extends z.ZodMiniType<readonly string[]>>(list: List, most: number) {
  return list.check(
    z.refine((items) => JSON.stringify(items).length <= most, {
      // Formatted only if needed, because loading the locale takes a noticeable part of a synth.
      error: () => `a list of at most ${most.toLocaleString("en")} characters in all`,
    }),
  );
}

/** Labels of at most 63 characters; the top-level domain may be an internationalized one, such as xn--p1ai. */
const DOMAIN =
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])$/;

/** A domain name as DNS stores it: in lower case, internationalized labels in Punycode. */
export function domain() {
  const error = ({ input }: { readonly input?: unknown }) => {
    const ascii = typeof input === "string" ? domainToASCII(input.replace(/\.$/, "")) : "";
    return DOMAIN.test(ascii)
      ? `a domain name as DNS stores it; did you mean ${JSON.stringify(ascii)}?`
      : "a domain name in lower case, such as example.com";
  };
  return z.string({ error }).check(z.regex(DOMAIN, { error }));
}

/** X-Ray allows 32 characters in all, and DynamoDB requires three. */
export const name = text(
  // It begins a bucket's name, too: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  /^(?!xn--|sthree-|amzn-s3-demo-)[a-z][a-z0-9-]{1,20}[a-z0-9]$/,
  "3 to 22 lowercase letters, digits and hyphens, beginning with a letter and not with xn--, sthree- or amzn-s3-demo-",
).check(
  z.refine(
    (name) => !REGION_NAMES.some((region) => name.endsWith(`-${region}`)),
    "is not possible: a name that ends with a region could collide with another deployment's dashboard",
  ),
);

/** A certificate's first name has at most 64 characters. */
export const domainName = domain().check(z.maxLength(64, "a domain name of at most 64 characters"));

export const cacheGigabytes = z.enum(
  ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"],
  "a cache size as text: 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237",
);

export const cacheSeconds = wholeNumber(1, 3600, "seconds");

/** X-Ray's sampling rules hold 128 characters: https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html */
export const healthCheckPath = text(
  /^\/[\w.~/-]{0,127}$/,
  "a path of at most 128 characters without a query, such as /health-check",
);

export const checkSeconds = oneOfNumbers([10, 30], "seconds");

export const failedChecks = wholeNumber(1, 10, "failed checks");

export const checkerRegions = distinct(
  oneOf(CHECKER_REGION_NAMES),
  3,
  `at least three of ${CHECKER_REGION_NAMES.join(", ")}, each named once`,
);

export const requestsPerSecond = wholeNumber(1, 10_000, "requests per second");

export const burst = wholeNumber(1, 5000, "requests");

const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const retentionDays = oneOfNumbers(RETENTION_DAYS, "days");

export const policyArn = text(
  /^arn:aws:iam::(\d{12}|aws):policy\/[\w+=,.@/-]{1,512}$/,
  "the ARN of an IAM policy, such as arn:aws:iam::123456789012:policy/boundary",
);

export const availabilityPercent = number(90, 99.99, "percent");

export const latencyPercent = number(50, 99.9, "percent");

export const latencyMilliseconds = wholeNumber(10, 29_000, "milliseconds");

export const emails = distinct(
  text(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "an email address"),
  0,
  "a list of email addresses, each once",
);

export const requestsPerAddress = wholeNumber(FEWEST_PER_ADDRESS, MOST_PER_ADDRESS, "requests");

/** The share of requests that one step of a shift moves. */
export const stepPercent = wholeNumber(1, 99, "percent");

/** The time between two steps of a shift. */
export const stepMinutes = wholeNumber(1, LONGEST_SHIFT_MINUTES, "minutes");

export const bakeMinutes = wholeNumber(0, 720, "minutes");

export const samplePercent = number(0, 100, "percent");

export const networks = short(
  distinct(
    z.union([z.cidrv4(), z.cidrv6()], "a network such as 192.0.2.0/24 or 2001:db8::/32"),
    0,
    "a list of networks, each once",
  ),
  // API Gateway's resource policies hold 8,192.
  7000,
);

export const clientNames = distinct(
  text(/^[a-z][a-z0-9-]{0,29}$/, "a client name: lowercase letters, digits and hyphens"),
  0,
  "a list of client names, each once",
);

export const requestsPerDay = wholeNumber(1, 100_000_000, "requests");

export const origins = short(
  distinct(
    text(/^(\*|https?:\/\/[\w.-]+(:\d+)?)$/, 'an origin such as https://www.example.com, or "*"'),
    0,
    "a list of origins, each once",
  ),
  // A function's environment holds 4,096.
  3000,
);

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const metricNamespace = text(
  /^(?!AWS\/)[\w./#-][\w./#:-]{0,199}$/,
  "a namespace of at most 200 letters, digits and ./#:_- that does not begin with AWS/",
);

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
export const tableName = text(/^[\w.-]{3,255}$/, "a name of 3 to 255 letters, digits and _-.");

export const keyAttribute = z.object(
  { name: text(/^.{1,255}$/s, "a name of at most 255 characters"), type: oneOf(["S", "N", "B"]) },
  "an attribute with a name and a type",
);

/** Variables that Lambda sets, without those whose names begin with AWS_LAMBDA_FUNCTION_. */
const SET_BY_LAMBDA = [
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_RUNTIME_API",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
];

/**
 * The environment of a Lambda function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const environment = z.record(
  z.string().check(
    z.regex(/^(?!AWS_LAMBDA_FUNCTION_)[A-Za-z]\w+$/),
    z.refine((variable) => !SET_BY_LAMBDA.includes(variable)),
  ),
  z.string("text"),
  {
    error: ({ code }) =>
      code === "invalid_key"
        ? "is not possible: a variable has two or more letters, digits and _, and Lambda sets some itself, such as AWS_REGION"
        : "an object with text values",
  },
);

export const tags = z
  .record(
    text(/^(?!aws:)[\w .:/=+@-]{1,128}$/i, "a tag name that does not begin with aws:"),
    text(/^[\w .:/=+@-]{0,256}$/, "text of at most 256 letters, digits, spaces and . : / = + - @ _"),
    "an object with text values and names that do not begin with aws:",
  )
  .check(
    // Route 53 allows ten tags per request, and three are ours.
    z.refine((tags) => Object.keys(tags).length <= 7, "an object of at most 7 tags"),
    // IAM ignores letter case, and rejects a role with two tags of one name. Service and ManagedBy are ours.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
    z.refine((tags) => {
      const names = ["Service", "ManagedBy", ...Object.keys(tags)].map((name) => name.toLowerCase());
      return new Set(names).size === names.length;
    }, "an object of tags with different names, in any letter case, and without Service and ManagedBy"),
  );
