import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Aspects, LocalBackend, TerraformStack } from "cdktf";
import { ProviderAlias } from "../../src/constructs/provider-alias";
import { Region } from "../../src/constructs/region";
import { synthesizingApp } from "./synth";

function synthesize(make: (stack: TerraformStack) => void): void {
  const app = synthesizingApp();
  const stack = new TerraformStack(app, "stack");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  Aspects.of(stack).add(new ProviderAlias());
  make(stack);
  app.synth();
}

describe("synth rejects", () => {
  test("an AWS resource without a provider", () => {
    expect(() =>
      synthesize((stack) => {
        new Region(stack, { name: "eu-west-1", tags: {} });
        new CloudwatchLogGroup(stack, "logs", { name: "logs" });
      }),
    ).toThrow(/aws_cloudwatch_log_group\.logs has no aliased provider/);
  });

  test("an AWS resource with the default provider", () => {
    expect(() =>
      synthesize((stack) => {
        const provider = new AwsProvider(stack, "aws", { region: "us-east-1" });
        new CloudwatchLogGroup(stack, "logs", { name: "logs", provider });
      }),
    ).toThrow(/aws_cloudwatch_log_group\.logs has no aliased provider/);
  });

  test("a resource in one region with another region's provider", () => {
    expect(() =>
      synthesize((stack) => {
        const ireland = new Region(stack, { name: "eu-west-1", tags: {} });
        const virginia = new Region(stack, { name: "us-east-1", tags: {} });
        new CloudwatchLogGroup(ireland, "logs", { name: "logs", provider: virginia.provider });
      }),
    ).toThrow(/is in the scope of eu-west-1 but has the provider of us-east-1/);
  });
});

test("a global resource may use any region's provider", () => {
  expect(() =>
    synthesize((stack) => {
      const region = new Region(stack, { name: "eu-west-1", tags: {} });
      new CloudwatchLogGroup(stack, "logs", { name: "logs", provider: region.provider });
    }),
  ).not.toThrow();
});

test("a regional construct outside a region throws when it is created", () => {
  const stack = new TerraformStack(synthesizingApp(), "stack");
  expect(() => Region.of(stack)).toThrow(/must be in the scope of a Region/);
});
