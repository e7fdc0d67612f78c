import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";
import type { RegionName } from "../aws";
import { assumableBy, policyDocument, requireStatement, type Statement } from "./policy-document";

export interface FunctionRoleProps {
  readonly provider: AwsProvider;
  readonly region: RegionName;
  readonly functionName: string;
  readonly logGroupArn: string;
  /** Whether the function sends traces to X-Ray. */
  readonly traced: boolean;
}

/**
 * The role of one function in one region. It allows writing to the function's log group, sending traces, and the
 * actions that `addToPolicy` adds.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export class FunctionRole extends Construct {
  readonly resource: IamRole;
  /** A dependency of the function, because its first invocation needs the permissions. */
  readonly policy: IamRolePolicy;
  private readonly statements: Statement[];

  constructor(scope: Construct, id: string, props: FunctionRoleProps) {
    super(scope, id);
    const { provider } = props;
    this.resource = new IamRole(this, "Resource", {
      provider,
      name: `${props.functionName}-${props.region}`,
      description: `Lambda ${props.functionName} in ${props.region}`,
      assumeRolePolicy: assumableBy("lambda.amazonaws.com"),
    });
    this.statements = [
      {
        Sid: "WriteOwnLogs",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${props.logGroupArn}:*`],
      },
      // X-Ray has no resources to name: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
      ...(props.traced
        ? [
            {
              Sid: "WriteTraces",
              Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
              Resource: ["*"],
            },
          ]
        : []),
    ];
    this.policy = new IamRolePolicy(this, "policy", {
      provider,
      name: "function",
      role: this.resource.id,
      policy: policyDocument(this.statements),
    });
  }

  /** Adds a statement. Sids are unique in a policy, so a repeated Sid gets a number. */
  addToPolicy(statement: Statement): void {
    requireStatement(statement, this.node.path);
    const taken = this.statements.filter(({ Sid }) => Sid.replace(/\d+$/, "") === statement.Sid).length;
    const Sid = taken === 0 ? statement.Sid : `${statement.Sid}${taken + 1}`;
    this.statements.push({ ...statement, Sid });
    this.policy.policy = policyDocument(this.statements);
  }
}
