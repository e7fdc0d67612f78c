import { readTerraformFile, type Terraform } from "../../terraform";
import { type FunctionModel, readFunctions } from "./functions";
import { KnownValues } from "./known-values";
import { typesWithoutEffect, unknownTypes } from "./resource-types";
import { type RestApiModel, readRestApis } from "./rest-apis";
import { readSchedules, type ScheduleModel } from "./schedules";
import { StackError } from "./stack-error";
import { readTables, type TableModel } from "./tables";

/** The parts of a Terraform document that run locally. */
export interface Stack {
  readonly terraform: Terraform;
  /** The domain name that most regions serve, which clients request. */
  readonly name: string;
  /** Every region with resources, in the document's order. */
  readonly regions: readonly string[];
  readonly functions: readonly FunctionModel[];
  readonly restApis: readonly RestApiModel[];
  readonly schedules: readonly ScheduleModel[];
  readonly tables: readonly TableModel[];
  /** Resource types without a local effect, and why. */
  readonly withoutEffect: Readonly<Record<string, string>>;
  /** The parts of the document that are not supported locally, as sentences. */
  readonly notes: readonly string[];
}

/**
 * Reads a `cdk.tf.json`, or any other Terraform configuration in JSON.
 *
 * @throws Error with a one-line message
 */
export function readStack(file: string): Stack {
  const terraform = readTerraformFile(file);
  if (terraform.modules === undefined) {
    throw new StackError(
      `${file}: a plan or a state, whose references cannot be followed; use the cdk.tf.json`,
    );
  }
  const values = new KnownValues(terraform);
  const functions = readFunctions(terraform, values, file);
  const restApis = readRestApis(terraform, values);
  const regions = [...new Set(functions.map(({ region }) => region))].sort();
  if (restApis.length === 0) {
    throw new StackError(`${file}: contains no aws_api_gateway_rest_api, so there is nothing to start`);
  }
  return {
    terraform,
    name: mostServed(restApis, file),
    regions,
    functions,
    restApis,
    schedules: readSchedules(terraform, values, functions),
    tables: readTables(terraform, values),
    withoutEffect: typesWithoutEffect(terraform),
    notes: [...unknownTypes(terraform), ...restApis.flatMap(unenforced)],
  };
}

function mostServed(restApis: readonly RestApiModel[], file: string): string {
  const names = restApis.flatMap(({ domains }) => domains.map(({ name }) => name));
  const count = (name: string) => names.filter((one) => one === name).length;
  const [most] = [...names].sort((a, b) => count(b) - count(a) || a.length - b.length);
  if (most === undefined) {
    throw new StackError(`${file}: no aws_api_gateway_base_path_mapping gives an API a domain name`);
  }
  return most;
}

function unenforced({ address, body }: RestApiModel): string[] {
  return body.routes
    .filter(({ operation }) => operation.security.length > 0)
    .map(({ method, path }) => `${address}: ${method} ${path}: its security is not enforced locally`);
}
