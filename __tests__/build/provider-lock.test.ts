import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { providerMirror } from "../../src/deploy/provider-mirror";
import { synthStack } from "../constructs/synth";
import { terraformInit } from "../terraform-init";
import { describeUnless } from "../tools";

const root = join(__dirname, "..", "..");
const LOCK = ".terraform.lock.hcl";
const lock = readFileSync(join(root, LOCK), "utf8");
const scratch = mkdtempSync(join(tmpdir(), "provider-lock-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const { required_providers } = z
  .object({ required_providers: z.object({ aws: z.object({ version: z.string() }) }) })
  .parse(synthStack().terraform);
const { version } = required_providers.aws;

test("the lock file pins the provider that the stack requires", () => {
  expect(lock).toContain('provider "registry.terraform.io/hashicorp/aws"');
  expect(lock).toContain(`version     = "${version}"`);
  expect(lock).toContain(`constraints = "${version}"`);
});

test("it has the checksums of the registry's zips and of unpacked providers for every platform", () => {
  const hashes = [...lock.matchAll(/"(h1|zh):([^"]+)"/g)];
  const of = (kind: string) => hashes.filter(([, scheme]) => scheme === kind).map(([, , hash]) => hash);
  // 14 platforms; the registry also signs the checksum of a manifest.
  expect(of("zh")).toHaveLength(15);
  expect(of("h1")).toHaveLength(14);
  expect(of("zh").filter((hash) => !/^[0-9a-f]{64}$/.test(hash ?? ""))).toEqual([]);
  expect(of("h1").filter((hash) => Buffer.from(hash ?? "", "base64").length !== 32)).toEqual([]);
});

/** Initializes a folder that requires the provider, with checksums that may not change. */
function init(name: string, checksums: string) {
  const folder = mkdtempSync(join(scratch, `${name}-`));
  const required = { aws: { source: "aws", version } };
  writeFileSync(
    join(folder, "cdk.tf.json"),
    JSON.stringify({ terraform: { required_providers: required }, provider: { aws: [{}] } }),
  );
  writeFileSync(join(folder, LOCK), checksums);
  const { status, stdout, stderr } = spawnSync("terraform", ["init", "-lockfile=readonly", "-no-color"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...providerMirror(), CHECKPOINT_DISABLE: "1" },
  });
  return { status, output: `${stdout}${stderr}` };
}

const probe = mkdtempSync(join(scratch, "probe-"));
writeFileSync(
  join(probe, "cdk.tf.json"),
  JSON.stringify({ terraform: { required_providers: { aws: { source: "aws", version } } } }),
);

describeUnless(terraformInit(probe))("Terraform", () => {
  test("installs the provider that has one of the checksums", () => {
    expect(init("right", lock)).toMatchObject({ status: 0 });
  }, 60_000);

  test("refuses a provider that has none of them", () => {
    const others = lock.replaceAll(
      /"(h1|zh):(.)/g,
      (_, scheme, first) => `"${scheme}:${first === "a" ? "b" : "a"}`,
    );
    const { status, output } = init("wrong", others);
    expect(status).toBe(1);
    expect(output).toMatch(/doesn't\s+match\s+any\s+of\s+the\s+checksums/);
  }, 60_000);
});
