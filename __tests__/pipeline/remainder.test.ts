import { isWhole, withoutRegion } from "../../src/pipeline/remainder";
import { withoutOf } from "../../src/review/without";
import { type ResourceChange, readPlan } from "../../src/terraform";
import { pageOf, reviewOf } from "../review/corpus/read";
import { found, type Planned, planWith } from "../review/plan";

/** Resources that change, what each refers to, and what the state says that it depends on. */
interface Changing extends Planned {
  readonly needs?: readonly string[];
  readonly provider?: string;
}

function document(resources: readonly Changing[], variables: object = {}): string {
  return planWith(resources, {
    variables,
    configuration: {
      provider_config: Object.fromEntries(
        ["us-east-1", "eu-west-1", "ap-southeast-1"].map((region) => [
          `aws.${region}`,
          { name: "aws", alias: region, expressions: { region: { constant_value: region } } },
        ]),
      ),
      root_module: {
        resources: resources
          .filter(({ after }) => after)
          .map(({ address, needs = [], provider }) => {
            const [type, name] = address.split(".");
            const [region = "us-east-1"] = address.match(/[a-z]{2}-[a-z]+-\d/) ?? [];
            return {
              mode: "managed",
              type,
              name,
              provider_config_key: `aws.${provider ?? region}`,
              expressions: { any: [{ nested: { references: needs } }] },
            };
          }),
      },
    },
  });
}

const split = (region: string, ...resources: readonly Changing[]) =>
  withoutRegion(readPlan(document(resources)), region);
const changed = (address: string, more: Partial<Changing> = {}): Changing => ({
  address,
  before: { size: 1 },
  after: { size: 2 },
  ...more,
});
const same = (address: string, more: Partial<Changing> = {}): Changing =>
  changed(address, { after: { size: 1 }, actions: ["no-op"], ...more });
const waits = (address: string, needs: string | null = null) => ({ address, actions: ["update"], needs });

const us = changed("aws_lambda_function.us-east-1_api");
const eu = changed("aws_lambda_function.eu-west-1_api");

describe("without a region", () => {
  test("changes in the region wait, and changes in other regions do not", () => {
    expect(split("us-east-1", us, eu)).toEqual({
      targets: [eu.address],
      without: { region: "us-east-1", waiting: [waits(us.address)] },
    });
  });

  test("one plan is enough if nothing waits", () => {
    const isEnough = (...resources: readonly Changing[]) => {
      const plan = readPlan(document(resources));
      return isWhole(plan, withoutRegion(plan, "us-east-1"));
    };
    const unchanged = same("aws_kms_key.us-east-1_key");
    expect(isEnough(eu, unchanged)).toBe(true);
    expect(isEnough(unchanged, same("aws_kms_key.eu-west-1_key"))).toBe(true);
    expect(isEnough(eu, us)).toBe(false);
  });

  test("one plan is not enough if a data source is read later, perhaps in the region", () => {
    const plan = readPlan(document([eu]));
    const read = plan.changes.map(
      (change): ResourceChange => ({ ...change, mode: "data", actions: ["read"] }),
    );
    const remainder = withoutRegion(plan, "us-east-1");
    expect(isWhole({ changes: read }, { ...remainder, targets: [] })).toBe(false);
  });

  test("a change waits if it depends on one that waits, directly or through others", () => {
    const role = changed("aws_iam_role.eu-west-1_api");
    const policy = same("aws_sqs_queue.eu-west-1_letters", { needs: [`${role.address}.arn`, role.address] });
    const uses = { ...eu, needs: [policy.address] };
    expect(split("us-east-1", role, policy, uses)).toEqual({
      targets: [],
      without: { region: "us-east-1", waiting: [waits(role.address), waits(uses.address, role.address)] },
    });
  });

  test("a change does not wait for unchanged resources in the region", () => {
    const key = same("aws_kms_key.us-east-1_key");
    expect(split("us-east-1", key, { ...eu, needs: [key.address] }).targets).toEqual([eu.address]);
  });

  test("a resource in use is not deleted before its waiting users", () => {
    const role = { address: "aws_iam_role.eu-west-1_canary", before: { name: "canary" } };
    const canary = { address: "aws_lambda_function.eu-west-1_canary", before: { size: 1 } };
    const state = JSON.parse(document([role, canary, us]));
    for (const resource of state.prior_state.values.root_module.resources) {
      if (resource.address === canary.address) {
        resource.depends_on = [role.address];
      }
    }
    const { targets, without } = withoutRegion(readPlan(JSON.stringify(state)), "eu-west-1");
    expect(targets).toEqual([us.address]);
    expect(without.waiting).toEqual([
      { address: canary.address, actions: ["delete"], needs: null },
      { address: role.address, actions: ["delete"], needs: canary.address },
    ]);
  });

  test("an unchanged resource is the target if nothing can change: without a target, Terraform plans all", () => {
    const topic = same("aws_sns_topic.eu-west-1_alarms");
    expect(split("us-east-1", us, same("aws_sns_topic.us-east-1_alarms"), topic).targets).toEqual([
      topic.address,
    ]);
  });
});

describe("global services", () => {
  const record = changed("aws_route53_record.routing_eu-west-1_latency_A");
  const zone = changed("aws_route53_zone.zone", { provider: "eu-west-1" });

  test("wait for us-east-1 with any provider", () => {
    expect(split("us-east-1", record, zone, eu).without.waiting).toEqual([
      waits(record.address),
      waits(zone.address),
    ]);
  });

  test("change without any other region", () => {
    expect(split("eu-west-1", record, zone, eu).targets).toEqual([record.address, zone.address]);
  });

  test("resources of other providers wait for no region", () => {
    const data = changed("terraform_data.release");
    expect(split("us-east-1", data, us).targets).toEqual([data.address]);
  });
});

describe("a global table waits for each of its regions: the provider reads it in all of them", () => {
  const arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";
  const table = changed("aws_dynamodb_table.us-east-1_table", {
    before: { arn, deletion_protection_enabled: true },
    after: { arn, deletion_protection_enabled: false },
  });
  const replica = (region: string) =>
    changed(`aws_dynamodb_table_replica.${region}_table`, {
      before: { global_table_arn: arn, deletion_protection_enabled: true },
      after: { global_table_arn: arn, deletion_protection_enabled: false },
    });

  test.each(["us-east-1", "eu-west-1", "ap-southeast-1"])("%s", (region) => {
    const all = [table, replica("eu-west-1"), replica("ap-southeast-1")];
    const { without } = split(region, ...all, same("aws_sns_topic.eu-west-1_alarms"));
    expect(without.waiting.map(({ address }) => address)).toEqual(all.map(({ address }) => address));
  });

  test("with replicas inside the table", () => {
    const inline = changed(table.address, {
      before: { arn, replica: [{ region_name: "eu-west-1" }] },
      after: { arn, replica: [{ region_name: "eu-west-1" }], billing_mode: "PROVISIONED" },
    });
    expect(split("eu-west-1", inline).without.waiting).toEqual([waits(table.address)]);
    expect(split("ap-southeast-1", inline).targets).toEqual([table.address]);
  });
});

describe("the review of a plan without a region", () => {
  const without = {
    region: "us-east-1",
    waiting: [waits("aws_lambda_alias.us-east-1_live", us.address), waits(us.address)],
  };
  const unchanged = [same("aws_sns_topic.us-east-1_alarms"), same("aws_iam_role.us-east-1_api")];
  const plan = document([eu, ...unchanged], { without_region: { value: without } });
  const review = reviewOf(plan);

  test("needs a person, and states how many resources stay unchanged and how many changes wait", () => {
    expect(review.verdict).toBe("person");
    expect(found(review)).toContain("region-left-out");
    expect(found(review)).not.toContain("plan-incomplete");
    expect(pageOf(plan)).toContain(
      "The plan leaves `us-east-1` out: its 1 resource and the 1 resource of global services stay unchanged. 2 changes wait for it.",
    );
  });

  test("names the region in the headline, and lists the waiting changes", () => {
    const page = pageOf(plan);
    expect(page.split("\n")[0]).toContain("**Needs a person**: without `us-east-1`; changes 1 resource;");
    expect(page).toContain(`| update | \`aws_lambda_alias.us-east-1_live\` | \`${us.address}\` |`);
    expect(page).toContain(`| update | \`${us.address}\` | the region |`);
  });

  test.each([
    ["another project's variable of that name", "us-east-1"],
    ["a region that is none", { region: "`| <b>", waiting: [] }],
    ["an action that is none", { ...without, waiting: [{ ...waits("a.b"), actions: ["`| <b>"] }] }],
  ])("takes %s for an ordinary plan", (_, value) => {
    const ordinary = document([eu], { without_region: { value } });
    expect(withoutOf(readPlan(ordinary))).toBeUndefined();
    expect(found(reviewOf(ordinary))).not.toContain("region-left-out");
  });
});
