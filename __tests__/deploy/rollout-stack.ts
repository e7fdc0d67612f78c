import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { GlobalApi, type GlobalApiProps, GlobalApiStack } from "../../src/constructs";
import { valueAt } from "../../src/review/values";
import { isObject, type Json, type JsonObject, parseJson } from "../../src/terraform";

/** What a rollout changes. */
const ROLLED_OUT = ["aws_lambda_alias", "aws_codedeploy_deployment_group"];

/** A real bake lasts longer. This one is long enough to set an alarm on a busy machine. */
const BAKE_MINUTES = 0.1;

/**
 * Synthesizes an API in two regions, and returns the part of its stack that a rollout changes, with everything that this
 * part refers to. The rest takes minutes to create.
 *
 * @param outdir - CDKTF's output folder, for the stack `shop`
 * @param bundle - the zip of its one function
 */
export function rolloutStack(
  outdir: string,
  bundle: string,
  rollout: NonNullable<GlobalApiProps["rollout"]>,
): JsonObject {
  const app = new App({ outdir });
  const stack = new GlobalApiStack(app, "shop", { stateBackend: { type: "local" } });
  const api = new GlobalApi(stack, "shop", {
    regions: ["us-east-1", "eu-west-1"],
    domainName: "shop.example.com",
    hostedZone: { create: "example.com" },
    document: {
      ...{ openapi: "3.0.3", info: { title: "Shop", version: "1" } },
      paths: { "/health-check": { get: { responses: { 200: { description: "OK" } } } } },
    },
    ...{ webAcl: false, dashboards: false, savedQueries: false, tracing: false, evacuation: false },
    rollout,
  });
  api.answerWith(api.addFunction("api", { bundle }));
  app.synth();
  const file = join(outdir, "stacks", "shop", "cdk.tf.json");
  return reduced(objectIn(parseJson(readFileSync(file, "utf8"))));
}

function reduced(stack: JsonObject): JsonObject {
  const { rollout = null, published_versions = null } = objectIn(stack["output"]);
  const kept = new Set<string>();
  const keep = (value: Json) => {
    for (const [address] of JSON.stringify(value).matchAll(/\b(data\.)?aws_[a-z_\d]+\.[\w-]+/g)) {
      const found = valueAt(stack, address.startsWith("data.") ? address : `resource.${address}`);
      if (found !== undefined && !kept.has(address)) {
        kept.add(address);
        keep(found);
      }
    }
  };
  keep(published_versions);
  for (const type of ROLLED_OUT) {
    keep(Object.keys(objectIn(valueAt(stack, `resource.${type}`))).map((name) => `${type}.${name}`));
  }
  const section = (name: "data" | "resource", prefix = "") =>
    Object.fromEntries(
      Object.entries(objectIn(stack[name])).flatMap(([type, resources]) => {
        const own = Object.entries(objectIn(resources)).filter(([id]) => kept.has(`${prefix}${type}.${id}`));
        return own.length === 0 ? [] : [[type, Object.fromEntries(own)]];
      }),
    );
  return {
    provider: objectIn(stack["provider"]),
    data: section("data", "data."),
    resource: section("resource"),
    output: {
      published_versions,
      rollout: { value: { ...objectIn(valueAt(rollout, "value")), bake_minutes: BAKE_MINUTES } },
    },
  };
}

function objectIn(value: Json | undefined): JsonObject {
  if (!isObject(value)) {
    throw new Error(`expected an object: ${JSON.stringify(value)}`);
  }
  return value;
}
