import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadPlatformConfiguration } from "../config";
import { Deployment, type DeploymentProps } from "./deployment";
import { standinEnvironment } from "./environment";
import { Standin } from "./standin";

/**
 * A local deployment with the real Terraform and AWS provider against a stand-in for AWS. The stack is the same as on
 * AWS; only the environment differs.
 */
export class LocalDeployment extends Deployment {
  private constructor(
    props: DeploymentProps,
    readonly standin: Standin,
  ) {
    super(props);
  }

  /**
   * Prepares a deployment to its own stand-in, or to another deployment's, as if in one account.
   *
   * @throws ConfigurationError if the configuration is wrong
   */
  static async start(
    props: Pick<DeploymentProps, "configuration" | "folder" | "app" | "signal">,
    account?: Standin,
  ): Promise<LocalDeployment> {
    const { hostedZone } = loadPlatformConfiguration(props.configuration);
    const standin =
      account ??
      (await Standin.start({
        hostedZone: "id" in hostedZone ? hostedZone : undefined,
        logFile: join(props.folder, "stand-in.log"),
      }));
    const environment = standinEnvironment(standin.url, props.folder);
    // The provider's waits are independent, so against a stand-in all of them can run at once.
    return new LocalDeployment(
      { ...props, environment, options: ["-parallelism=40"], ending: "kill" },
      standin,
    );
  }

  /** Runs work with a deployment in a temporary folder, then ends the deployment. */
  static async during(
    {
      keep = false,
      ...props
    }: Pick<DeploymentProps, "configuration" | "signal"> & { readonly keep?: boolean },
    work: (deployment: LocalDeployment) => Promise<void>,
  ): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "deploy-local-"));
    try {
      const deployment = await LocalDeployment.start({ ...props, folder });
      await work(deployment).finally(() => deployment.stop());
    } finally {
      if (keep) {
        console.log(`Kept: ${folder}`);
      } else {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }

  /** Ends the stand-in, which discards everything that was deployed. */
  stop(): Promise<void> {
    return this.standin.stop();
  }
}
