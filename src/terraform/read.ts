import type { z } from "zod";
import { toDotPath } from "zod/v4/core";
import { readConfiguration } from "./configuration";
import { isObject, type Json, type JsonObject, parseJson, TerraformFormatError } from "./json";
import { outputs, type Plan, readRawPlan } from "./plan";
import { rootScope } from "./plan-configuration";
import { planSchema, stateSchema } from "./plan-schema";
import { byAddress, type Terraform } from "./resource";
import { readModule } from "./values-reader";

/** Tells documents apart: a plan has `planned_values`, a configuration has blocks, and a state has neither. */
const CONFIGURATION_BLOCKS = ["resource", "provider", "terraform", "module", "output", "variable", "data"];

/**
 * Reads a configuration in JSON syntax (`cdk.tf.json`), or a plan or a state as `terraform show -json` prints it. Of a
 * plan, returns the planned resources.
 *
 * @throws TerraformFormatError if the text is none of these
 */
export function readTerraform(text: string): Terraform {
  const document = readDocument(text);
  if ("planned_values" in document) {
    return readPlanDocument(document).after;
  }
  if ("format_version" in document) {
    return readState(document);
  }
  if (CONFIGURATION_BLOCKS.some((block) => block in document)) {
    return readConfiguration(document);
  }
  throw new TerraformFormatError(
    "resources" in document && "lineage" in document
      ? "a raw state file; hand over what `terraform show -json` prints"
      : "not Terraform's JSON: expected a cdk.tf.json, or what `terraform show -json` prints of a plan or a state",
  );
}

/**
 * Reads the output of `terraform show -json <planfile>`.
 *
 * @throws TerraformFormatError if the text is not a plan
 */
export function readPlan(text: string): Plan {
  const document = readDocument(text);
  if (!("planned_values" in document)) {
    throw new TerraformFormatError(
      "not a plan: expected what `terraform show -json <planfile>` prints, with its planned_values",
    );
  }
  return readPlanDocument(document);
}

function readDocument(text: string): JsonObject {
  const json = parseJson(text);
  if (!isObject(json)) {
    throw new TerraformFormatError("not Terraform's JSON: expected an object");
  }
  return json;
}

function readPlanDocument(document: JsonObject): Plan {
  refuseOtherFormats(document["format_version"]);
  return readRawPlan(parse(planSchema, document));
}

function readState(document: JsonObject): Terraform {
  refuseOtherFormats(document["format_version"]);
  // An empty state has no values.
  const values = parse(stateSchema, document).values ?? {};
  const scope = rootScope({ planned_values: values });
  const resources = readModule(values.root_module ?? {}, scope, {
    unknown: new Map(),
    regionOf: () => undefined,
  });
  return { resources: byAddress(resources), outputs: outputs(values) };
}

/** @see https://developer.hashicorp.com/terraform/internals/json-format */
function refuseOtherFormats(version: Json | undefined): void {
  const text = typeof version === "string" ? version : "none";
  if (!/^1\.\d+$/.test(text)) {
    const said = /^[\w.]{1,20}$/.test(text) ? text : "unknown";
    throw new TerraformFormatError(
      `format_version is ${said}; expected 1.x, as Terraform 1.1 and newer write it`,
    );
  }
}

function parse<T>(schema: z.ZodType<T>, document: JsonObject): T {
  const parsed = schema.safeParse(document);
  if (parsed.success) {
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  throw new TerraformFormatError(`${toDotPath(issue?.path ?? [])}: ${issue?.message ?? "invalid"}`);
}
