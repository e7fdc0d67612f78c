import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { providerMirror } from "../../src/deploy/provider-mirror";
import { terraformInit } from "../terraform-init";
import { describeUnless } from "../tools";
import { synthStackFile } from "./synth";

const LOCK = ".terraform.lock.hcl";
const first = dirname(synthStackFile({}));
const environment = {
  ...providerMirror(),
  TF_DATA_DIR: join(first, ".terraform"),
  CHECKPOINT_DISABLE: "1",
};
const problem = terraformInit(first, environment);

describeUnless(problem)("Terraform accepts", () => {
  function validate(folder: string) {
    const { status, stdout, stderr } = spawnSync("terraform", ["validate", "-no-color"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, ...environment },
    });
    return { status, output: `${stdout}${stderr}` };
  }

  beforeAll(() => {
    if (problem !== undefined) {
      throw new Error(problem);
    }
  });

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
        functions: { api: { reservedConcurrency: 50 } },
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
      expect(validate(folder)).toEqual({
        status: 0,
        output: expect.stringContaining("Success! The configuration is valid."),
      });
    },
    60_000,
  );
});
