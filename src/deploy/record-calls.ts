import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../command";
import { synthesizedStack } from "../terraform";
import { type Permission, permissionsIn } from "./aws-calls";
import { run } from "./child-process";
import { codeOf, interruptible } from "./command";
import { standinEnvironment } from "./environment";
import { Standin } from "./standin";
import { TERRAFORM } from "./tools";

const HELP = `npm run generate permissions

Records the IAM permissions of the CI jobs that plan and apply, from Terraform's calls to the stand-in for AWS. It
creates, changes and destroys everything that a configuration can contain.`;

const root = join(__dirname, "..", "..");
const fixture = join(root, "__tests__", "docs", "ci-calls.json");
const bucket = "terraform-state";
/** The provider's waits are independent, so against a stand-in all of them can run at once. */
const PARALLEL = "-parallelism=40";

const everything = {
  regions: { "us-east-1": { stageCache: { sizeGb: "0.5" } }, "eu-west-1": {} },
  encryption: "customer-keys",
  canary: { enabled: true },
  clientNetworks: ["0.0.0.0/0", "::/0"],
  clients: { names: ["client"], requestsPerDay: 1000 },
  alarmEmails: ["oncall@example.com"],
  functions: { api: { reservedConcurrency: 50 } },
  rollout: { type: "canary" },
  corsOrigins: ["https://www.example.com"],
  stateBackend: { type: "s3", bucket, region: "eu-central-1" },
};
const changed = {
  ...everything,
  regions: { "us-east-1": {}, "eu-west-1": {} },
  canary: { enabled: true, schedule: "rate(2 hours)" },
  table: { deletionProtection: false },
  clients: { names: ["client", "another"], requestsPerSecond: 5 },
  alarmEmails: ["somebody@example.com"],
  functions: { api: { memoryMb: 512 } },
  rollout: { type: "canary", percent: 20 },
  healthCheck: { path: "/openapi.json", intervalSeconds: 10 },
  logRetentionDays: 60,
  objectives: { availabilityPercent: 99.5, latencyMilliseconds: 300 },
  throttling: { requestsPerSecond: 50 },
  tags: { team: "payments" },
  tracing: { samplePercent: 10 },
  webAcl: { mode: "count" },
};

const signal = interruptible();

async function recordCalls(): Promise<undefined> {
  const folder = mkdtempSync(join(tmpdir(), "record-calls-"));
  const standin = await Standin.start({ hostedZone: undefined, logFile: join(folder, "standin.log") });
  const environment = standinEnvironment(standin.url, folder);
  const permissions = { plan: new Set<Permission>(), apply: new Set<Permission>() };
  try {
    await fetch(`${standin.url}/${bucket}`, { method: "PUT" });
    const terraform = async (role: keyof typeof permissions, command: string, ...args: readonly string[]) => {
      const log = join(folder, "terraform.log");
      rmSync(log, { force: true });
      console.log(`${role}: terraform ${command}`);
      await succeed(
        TERRAFORM,
        [command, "-no-color", ...args],
        synthesizedStack(join(folder, "cdktf.out")).folder,
        {
          ...environment,
          TF_LOG: "DEBUG",
          TF_LOG_PATH: log,
        },
      );
      for (const permission of permissionsIn(readFileSync(log))) {
        permissions[role].add(permission);
      }
    };
    const synthesize = (globalApi: object) =>
      succeed(process.execPath, [join(root, "dist", "main.js")], folder, {
        ...environment,
        CDKTF_CONTEXT_JSON: JSON.stringify({ globalApi }),
      });

    await synthesize(everything);
    // Both jobs begin with the state bucket. A loopback address cannot contain bucket names.
    await terraform("plan", "init", "-backend-config=use_path_style=true");
    await terraform("plan", "plan", "-out=created");
    await terraform("apply", "apply", PARALLEL, "created");
    await terraform("plan", "plan");
    await synthesize(changed);
    await terraform("plan", "plan", "-out=changed");
    await terraform("apply", "apply", PARALLEL, "changed");
    await terraform("apply", "destroy", PARALLEL, "-auto-approve");

    const recorded = { plan: [...permissions.plan].sort(), apply: [...permissions.apply].sort() };
    mkdirSync(join(fixture, ".."), { recursive: true });
    writeFileSync(fixture, `${JSON.stringify(recorded, null, 2)}\n`);
  } finally {
    await standin.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function succeed(
  program: string,
  args: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { exitCode, stderr } = await run(program, args, { folder, environment, signal });
  if (exitCode !== 0) {
    throw new Error(`${program} ${args.join(" ")} ended with ${exitCode}:\n${stderr}`);
  }
}

runCommand({ name: "permissions", help: HELP, config: {}, codeOf, run: recordCalls });
