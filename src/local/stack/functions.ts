import { dirname, resolve } from "node:path";
import { isValueObject, ofType, type Resource, type Terraform } from "../../terraform";
import { ACCOUNT_ID, type KnownValues } from "./known-values";
import { regionOf, StackError } from "./stack-error";

/** A Lambda function, as its resource describes it. */
export interface FunctionModel {
  readonly address: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  /** Absolute path of its bundle. */
  readonly zip: string;
  readonly handler: string;
  readonly runtime: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Undefined if nothing is reserved and the account's concurrency is shared. */
  readonly reservedConcurrency: number | undefined;
  readonly logFormat: "JSON" | "Text";
  readonly environment: Readonly<Record<string, string>>;
}

/** AWS's defaults. */
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

export function readFunctions(terraform: Terraform, values: KnownValues, file: string): FunctionModel[] {
  return ofType(terraform, "aws_lambda_function").map((resource) => readFunction(resource, values, file));
}

function readFunction(resource: Resource, values: KnownValues, file: string): FunctionModel {
  const { address, attributes } = resource;
  const region = regionOf(resource);
  const text = (attribute: string) => values.attribute(resource, attribute);
  const runtime = text("runtime");
  if (!runtime.startsWith("nodejs")) {
    throw new StackError(`${address}: runtime ${JSON.stringify(runtime)}; only nodejs runs on this machine`);
  }
  const name = text("function_name");
  const variables = attributes.get("environment[0].variables");
  // -1 stands for "nothing is reserved".
  const reserved = values.number(resource, "reserved_concurrent_executions", -1);
  return {
    address,
    region,
    name,
    arn: `arn:aws:lambda:${region}:${ACCOUNT_ID}:function:${name}`,
    zip: resolve(dirname(file), text("filename")),
    handler: text("handler"),
    runtime,
    memoryMb: values.number(resource, "memory_size", DEFAULT_MEMORY_MB),
    timeoutSeconds: values.number(resource, "timeout", DEFAULT_TIMEOUT_SECONDS),
    reservedConcurrency: reserved < 0 ? undefined : reserved,
    logFormat: attributes.knownText("logging_config[0].log_format") === "JSON" ? "JSON" : "Text",
    environment: Object.fromEntries(
      Object.entries(isValueObject(variables) ? variables : {}).map(([variable, value]) => [
        variable,
        values.text(value, `${address}: environment.variables.${variable}`),
      ]),
    ),
  };
}

/** Returns the function of an ARN (of a function, a version or an alias) or of an integration's URI. */
export function functionNamed(
  functions: readonly FunctionModel[],
  arnOrUri: string,
): FunctionModel | undefined {
  const [, region, name] = /arn:aws:lambda:([^:]*):\d+:function:([^:/]+)/.exec(arnOrUri) ?? [];
  return functions.find((one) => one.region === region && one.name === name);
}
