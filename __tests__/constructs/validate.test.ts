import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describeWith } from "../tools";
import { synthStackFile } from "./synth";

describeWith("terraform")("Terraform accepts", () => {
  const LOCK = ".terraform.lock.hcl";
  let data: string;
  let first: string;

  function terraform(folder: string, ...args: string[]) {
    const { status, stdout, stderr } = spawnSync("terraform", args, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, TF_DATA_DIR: data, CHECKPOINT_DISABLE: "1" },
    });
    return { status, output: `${stdout}${stderr}` };
  }

  afterAll(() => rmSync(data, { recursive: true, force: true }));
  beforeAll(() => {
    data = mkdtempSync(join(tmpdir(), "terraform-data-"));
    first = dirname(synthStackFile({}));
    expect(terraform(first, "init", "-backend=false", "-no-color")).toMatchObject({ status: 0 });
  }, 120_000);

  test.each<[string, object]>([
    ["two regions", {}],
    ["three regions", { regions: { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} } }],
    ["one region", { regions: { "us-east-1": {} } }],
    [
      "every option at once",
      {
        hostedZone: { id: "Z0123456789", name: "example.com" },
        regions: {
          "eu-west-1": { failover: [], stageCache: { sizeGb: "0.5" } },
          "eu-central-1": { status: "draining" },
          "us-west-2": { status: "retired" },
        },
        table: { home: "eu-west-1", deletionProtection: false },
        encryption: "customer-keys",
        functions: { api: { reservedConcurrency: 10 } },
        accountLogRole: "existing",
        permissionsBoundaryArn: "arn:aws:iam::123456789012:policy/boundary",
        clientNetworks: ["192.0.2.0/24", "2001:db8::/32"],
        stateBackend: { type: "s3", bucket: "states", region: "eu-north-1" },
        tags: { team: "rates" },
      },
    ],
  ])(
    "%s",
    (_what, settings) => {
      const folder = dirname(synthStackFile(settings));
      if (folder !== first) {
        copyFileSync(join(first, LOCK), join(folder, LOCK));
      }
      expect(terraform(folder, "validate", "-no-color")).toEqual({
        status: 0,
        output: expect.stringContaining("Success! The configuration is valid."),
      });
    },
    60_000,
  );
});
