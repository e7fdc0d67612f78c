import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalDeployment } from "../../src/deploy/local-deployment";
import { missingTools } from "../../src/deploy/tools";
import type { JsonObject } from "../../src/terraform";
import { terraformInit } from "../terraform-init";
import { describeUnless } from "../tools";

/** The provider waits for three minutes for each replica, and every test waits for the machine. */
jest.setTimeout(15 * 60_000);

/** `describe` if Terraform, the AWS provider, Python and moto are available. */
export const describeDeploy = describeUnless(missingTools().join("; ") || providerProblem());

/** What Terraform reports if it cannot install the AWS provider. */
function providerProblem(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "provider-"));
  writeFileSync(
    join(folder, "main.tf.json"),
    JSON.stringify({
      terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "5.100.0" } } },
    }),
  );
  try {
    return terraformInit(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What watches the regions knows them all, and so changes with them. */
export const WATCHES = /^update aws_cloudwatch_(composite_alarm|dashboard)\./;

/** A region looks for markers of its evacuation in up to two other regions, and so changes with them. */
export const EVACUATION =
  /^(update|delete) aws_(route53_health_check\.routing_.*_evacuation|cloudwatch_metric_alarm\.outages_.*_evacuated$)/;

/** A folder of its own, with a space in its path, for the tests of a file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "deploy test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A deployment for the tests of a `describe`: to a stand-in of its own, or to the one of another deployment, which ends
 * the stand-in.
 *
 * @param app - the program that synthesizes the stack. Default: the built app
 */
export function localDeployment(
  configuration: JsonObject,
  { beside, app }: { readonly beside?: () => LocalDeployment; readonly app?: string } = {},
): () => LocalDeployment {
  const folder = scratchFolder();
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => interruption.abort());
  }
  let deployment: LocalDeployment | undefined;
  beforeAll(async () => {
    const props = {
      configuration,
      folder,
      signal: interruption.signal,
      ...(app === undefined ? {} : { app }),
    };
    deployment = await LocalDeployment.start(props, beside?.().standin);
  });
  afterAll(async () => {
    interruption.abort();
    await deployment?.stop();
  });
  return () => {
    if (deployment === undefined) {
      throw new Error("the stand-in did not start");
    }
    return deployment;
  };
}

/** What a plan would change, a line for each resource: `update aws_cloudwatch_dashboard.dashboards_overview`. */
export async function plannedChanges(deployment: LocalDeployment): Promise<readonly string[]> {
  const { isEmpty, changes } = await deployment.plan();
  const lines = changes.map(({ actions, address }) => `${actions.join("-")} ${address}`);
  return isEmpty || lines.length > 0 ? lines : ["outputs alone"];
}

/** Both must be the same: what the synthesized configuration has, and what the state has. */
export async function addresses(deployment: LocalDeployment) {
  return {
    configured: deployment
      .configured()
      .map(({ address }) => address)
      .sort(),
    deployed: [...(await deployment.deployed())].sort(),
  };
}
