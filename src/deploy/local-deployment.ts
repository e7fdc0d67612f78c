import { join } from "node:path";
import { loadConfiguration } from "../config";
import { Deployment, type DeploymentProps } from "./deployment";
import { standinEnvironment } from "./environment";
import { Standin } from "./standin";

/**
 * A deployment on this machine: the real Terraform and AWS provider against a stand-in for AWS. The stack is the one that
 * AWS gets; only the environment differs.
 */
export class LocalDeployment extends Deployment {
  private constructor(
    props: DeploymentProps,
    readonly standin: Standin,
  ) {
    super(props);
  }

  /** @throws ConfigurationError if the configuration is wrong */
  static async start(
    props: Pick<DeploymentProps, "configuration" | "folder" | "signal">,
  ): Promise<LocalDeployment> {
    const { hostedZone } = loadConfiguration(props.configuration);
    const standin = await Standin.start({
      hostedZone: "id" in hostedZone ? hostedZone : undefined,
      logFile: join(props.folder, "stand-in.log"),
    });
    const environment = standinEnvironment(standin.url, props.folder);
    // The provider's waits do not depend on each other: against a stand-in, all of them can pass at once.
    return new LocalDeployment(
      { ...props, environment, options: ["-parallelism=40"], ending: "kill" },
      standin,
    );
  }

  /** The environment in which Terraform and the CDKTF CLI reach the stand-in. */
  get environment(): NodeJS.ProcessEnv {
    return standinEnvironment(this.standin.url, this.folder);
  }

  /** Ends the stand-in, and with it all that was deployed. */
  stop(): Promise<void> {
    return this.standin.stop();
  }
}
