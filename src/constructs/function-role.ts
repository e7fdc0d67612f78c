import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";
import type { RegionName } from "../config";
import { assumableBy, policyDocument, type Statement } from "./policy-document";

export interface FunctionRoleProps {
  readonly provider: AwsProvider;
  readonly region: RegionName;
  readonly functionName: string;
  readonly logGroupArn: string;
  /** What the function may do beyond writing its own logs and traces. */
  readonly statements: readonly Statement[];
}

/**
 * The role of one function in one region: its own log group, its traces, and what `statements` say.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export class FunctionRole extends Construct {
  readonly arn: string;
  /** The function depends on it: its first invocation needs the permissions. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: FunctionRoleProps) {
    super(scope, id);
    const { provider } = props;
    const role = new IamRole(this, "Resource", {
      provider,
      name: `${props.functionName}-${props.region}`,
      description: `Lambda ${props.functionName} in ${props.region}`,
      assumeRolePolicy: assumableBy("lambda.amazonaws.com"),
    });
    this.policy = new IamRolePolicy(this, "policy", {
      provider,
      name: "function",
      role: role.id,
      policy: policyDocument([
        {
          Sid: "WriteOwnLogs",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: [`${props.logGroupArn}:*`],
        },
        // X-Ray has no resources to name: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
        {
          Sid: "WriteTraces",
          Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
          Resource: ["*"],
        },
        ...props.statements,
      ]),
    });
    this.arn = role.arn;
  }
}
