import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProgressLine } from "../deploy/progress-line";
import { providerMirror } from "../deploy/provider-mirror";

const REGIONS = ["us-east-1", "eu-west-1"];

interface Planned {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly schema_version: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Lets Terraform plan a change to each of many existing resources in two regions, and to a hosted zone. Needs no AWS,
 * because the state is derived from a first plan.
 *
 * @param folder - an empty one
 * @returns the path of the saved plan
 * @throws Error if Terraform fails
 */
export function largePlan(folder: string, resources: number): string {
  const write = (name: string, document: object) =>
    writeFileSync(join(folder, name), JSON.stringify(document));
  const line = new ProgressLine();
  const step = (...args: readonly string[]) => {
    line.show(`  waiting for terraform ${args[0]} with ${resources} resources`);
    return terraform(folder, args);
  };
  const plan = join(folder, "bench.plan");
  write("main.tf.json", configuration(resources, "before"));
  step("init", "-input=false");
  step("plan", "-input=false", "-refresh=false", `-out=${plan}`);
  const first: { planned_values: { root_module: { resources: readonly Planned[] } } } = JSON.parse(
    step("show", "-json", plan),
  );
  write("terraform.tfstate", stateOf(first.planned_values.root_module.resources));
  write("main.tf.json", configuration(resources, "after"));
  step("plan", "-input=false", "-refresh=false", `-out=${plan}`);
  line.clear();
  return plan;
}

/** @throws Error if Terraform fails */
export function terraform(folder: string, args: readonly string[]): string {
  const { status, error, stdout, stderr } = spawnSync("terraform", args, {
    cwd: folder,
    env: { ...process.env, ...providerMirror(), CHECKPOINT_DISABLE: "1" },
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (status !== 0) {
    throw new Error(`terraform ${args[0]}: ${error?.message ?? stderr}`);
  }
  return stdout;
}

/** Individual blocks, as the CDK writes them, of the types that an API consists of. */
function configuration(count: number, when: "before" | "after"): object {
  const isAfter = when === "after";
  const document = (actions: readonly string[]) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: actions, Resource: "arn:aws:s3:::archive/*" }],
    });
  const kinds: Readonly<Record<string, (name: string, index: number) => object>> = {
    aws_sqs_queue: (name) => ({ name, message_retention_seconds: isAfter ? 172800 : 86400 }),
    aws_cloudwatch_log_group: (name) => ({ name, retention_in_days: isAfter ? 7 : 30 }),
    aws_iam_policy: (name) => ({
      name,
      policy: document(isAfter ? ["s3:GetObject", "s3:PutObject"] : ["s3:GetObject"]),
    }),
    aws_sns_topic: (name) => ({ name, display_name: isAfter ? "new" : "old" }),
    aws_dynamodb_table: (name) => ({
      name,
      billing_mode: "PAY_PER_REQUEST",
      hash_key: isAfter ? "order" : "id",
      attribute: [{ name: isAfter ? "order" : "id", type: "S" }],
    }),
    aws_route53_record: (name, index) => ({
      zone_id: "Z0123456789",
      name: `n${Math.floor(index / 2)}.example.com`,
      type: "A",
      ttl: isAfter ? 30 : 60,
      records: [`192.0.2.${index % 250}`],
      set_identifier: name,
      latency_routing_policy: { region: REGIONS[index % 2] },
    }),
  };
  const types = Object.entries(kinds);
  const resource: Record<string, Record<string, object>> = {};
  for (let index = 0; index < count; index += 1) {
    const [type, make] = types[index % types.length] ?? ["", () => ({})];
    // Neighbors of one type are peers: alike but for their region.
    const nth = Math.floor(index / types.length);
    const region = REGIONS[nth % REGIONS.length] ?? "";
    const name = `${region}_r${Math.floor(nth / REGIONS.length)}`;
    resource[type] = { ...resource[type], [name]: { provider: `aws.${region}`, ...make(name, nth) } };
  }
  return {
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "5.100.0" } } },
    provider: {
      aws: REGIONS.map((region) => ({
        alias: region,
        region,
        access_key: "none",
        secret_key: "none",
        skip_credentials_validation: true,
        skip_metadata_api_check: "true",
        skip_requesting_account_id: true,
      })),
    },
    resource,
  };
}

/** Returns a state with every planned resource and its known values. */
function stateOf(resources: readonly Planned[]): object {
  return {
    version: 4,
    serial: 1,
    lineage: "bench",
    resources: resources.map(({ address, type, name, schema_version, values }) => ({
      mode: "managed",
      type,
      name,
      provider: `provider["registry.terraform.io/hashicorp/aws"].${name.split("_")[0]}`,
      instances: [{ schema_version, attributes: { ...values, id: address } }],
    })),
  };
}
