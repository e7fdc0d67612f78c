import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../src/deploy/child-process";

const folder = mkdtempSync(join(tmpdir(), "log-role-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** API Gateway's account settings, by region; a region without any is out of reach. */
let roles: Readonly<Record<string, string | null>> = {};
const aws = createServer((request, response) => {
  const [, region = ""] = /Credential=[^/]+\/\d+\/([^/]+)/.exec(request.headers.authorization ?? "") ?? [];
  if (!(region in roles)) {
    request.socket.destroy();
    return;
  }
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(request.url === "/account" ? { cloudwatchRoleArn: roles[region] } : {}));
});
beforeAll(() => new Promise<void>((resolve) => aws.listen(0, "127.0.0.1", () => resolve())));
afterAll(() => new Promise((resolve) => aws.close(resolve)));

/** A stage with an access log in each region, and further resources. */
function stack(regions: readonly string[], more: object = {}) {
  const stages = regions.map((region) => [
    region,
    { provider: `aws.${region}`, stage_name: "live", access_log_settings: { format: "{}" } },
  ]);
  return {
    terraform: { backend: { local: { path: "shop.tfstate" } } },
    provider: { aws: regions.map((region) => ({ alias: region, region })) },
    resource: { aws_api_gateway_stage: Object.fromEntries(stages), ...more },
  };
}

/** Runs `npm run plan` with a Terraform that succeeds. */
async function plan(terraform: object) {
  const output = join(folder, "cdktf.out", "stacks", "shop");
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, "cdk.tf.json"), JSON.stringify(terraform));
  const shop = { workingDirectory: "stacks/shop", synthesizedStackPath: "stacks/shop/cdk.tf.json" };
  writeFileSync(join(folder, "cdktf.out", "manifest.json"), JSON.stringify({ stacks: { shop } }));
  writeFileSync(join(folder, "terraform"), `#!${process.execPath}\n`, { mode: 0o755 });
  const { exitCode, stderr } = await run(
    process.execPath,
    ["--require", require.resolve("tsx/cjs"), join(__dirname, "../../src/pipeline/plan.ts")],
    {
      folder,
      environment: {
        PATH: folder,
        HOME: folder,
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      },
      signal: new AbortController().signal,
    },
  );
  return { exitCode, stderr };
}

const ROLE = "arn:aws:iam::123456789012:role/api-gateway-logs";

describe("a plan of stages that log", () => {
  test("is refused in one line that names the regions without a log role", async () => {
    roles = { "eu-west-1": null, "eu-north-1": ROLE, "us-east-1": null };
    expect(await plan(stack(["eu-west-1", "eu-north-1", "us-east-1"]))).toEqual({
      exitCode: 1,
      stderr:
        'plan: the account has no role for API Gateway\'s logs in eu-west-1, us-east-1, so AWS would reject the stages. Set it once per account; see "Deploy it" in README.md\n',
    });
  });

  test("is made if every region has one, and if a region does not answer", async () => {
    roles = { "eu-west-1": ROLE };
    expect(await plan(stack(["eu-west-1", "us-east-1"]))).toEqual({ exitCode: 0, stderr: "" });
  });

  test("is made if the stack sets the role itself", async () => {
    roles = { "eu-west-1": null };
    const account = { aws_api_gateway_account: { logs: { provider: "aws.eu-west-1" } } };
    expect(await plan(stack(["eu-west-1"], account))).toEqual({ exitCode: 0, stderr: "" });
  });
});
