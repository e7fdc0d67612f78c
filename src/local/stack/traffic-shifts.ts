import { ofType, type Resource, type Terraform } from "../../terraform";
import { StackError } from "./stack-error";

/** A share of requests that a new version gets from a moment of its shift. */
export interface Step {
  /** Minutes since the shift began. */
  readonly minutes: number;
  readonly percent: number;
}

/** How a deployment group of CodeDeploy moves requests to a new version of a Lambda function. */
export interface TrafficShift {
  readonly region: string;
  readonly application: string;
  readonly group: string;
  /** The last one is 100%. */
  readonly steps: readonly Step[];
}

/**
 * The deployment configurations that AWS provides.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html#deployment-configurations-predefined-lambda
 */
const PREDEFINED =
  /^CodeDeployDefault\.Lambda(?:AllAtOnce|(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes?)$/;

/** @throws StackError for a group whose steps are not known */
export function readTrafficShifts(terraform: Terraform): TrafficShift[] {
  const configs = ofType(terraform, "aws_codedeploy_deployment_config");
  return ofType(terraform, "aws_codedeploy_deployment_group").map(({ address, region = "", attributes }) => {
    const name = attributes.knownText("deployment_config_name") ?? "";
    const config = configs.find(
      (one) => one.region === region && one.attributes.knownText("deployment_config_name") === name,
    );
    const steps = config === undefined ? predefined(name) : stepsIn(config);
    if (steps === undefined) {
      throw new StackError(
        `${address}: deployment_config_name: ${JSON.stringify(name)} is no traffic shift of a Lambda function`,
      );
    }
    return {
      region,
      application: attributes.knownText("app_name") ?? "",
      group: attributes.knownText("deployment_group_name") ?? "",
      steps,
    };
  });
}

function predefined(name: string): readonly Step[] | undefined {
  const match = PREDEFINED.exec(name);
  return match === null ? undefined : stepsOf(match[1], Number(match[2]), Number(match[3]));
}

function stepsIn({ attributes }: Resource): readonly Step[] | undefined {
  const routing = attributes.block("traffic_routing_config");
  for (const kind of ["Canary", "Linear"]) {
    const block = routing?.block(`time_based_${kind.toLowerCase()}`);
    const [percent, minutes] = [block?.number("percentage"), block?.number("interval")];
    if (typeof percent === "number" && typeof minutes === "number") {
      return stepsOf(kind, percent, minutes);
    }
  }
  return routing?.knownText("type") === "AllAtOnce" ? stepsOf(undefined, 100, 0) : undefined;
}

function stepsOf(kind: string | undefined, percent: number, minutes: number): readonly Step[] {
  switch (kind) {
    case "Canary":
      return [
        { minutes: 0, percent },
        { minutes, percent: 100 },
      ];
    case "Linear":
      return Array.from({ length: Math.ceil(100 / percent) }, (_, index) => ({
        minutes: index * minutes,
        percent: Math.min(100, (index + 1) * percent),
      }));
    default:
      return [{ minutes: 0, percent: 100 }];
  }
}
