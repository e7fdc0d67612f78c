import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaFunction as LambdaFunctionResource } from "@cdktf/provider-aws/lib/lambda-function";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Fn, type TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { ColdStarts } from "./cold-starts";
import { FunctionRole } from "./function-role";
import type { LambdaApplication } from "./lambda-application";
import { LogGroup, type LogSettings } from "./log-group";
import type { Statement } from "./policy-document";
import { Region } from "./region";

export interface LambdaFunctionProps {
  /** Properties that are the same in every region. */
  readonly functionName: string;
  readonly description: string;
  /** A zip with `index.js`, which exports `handler`. */
  readonly bundle: TerraformAsset;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** @default - the account's unreserved concurrency */
  readonly reservedConcurrency: number | undefined;
  readonly logs: LogSettings;
  /** The scope and provider of the function's role, because roles are global. */
  readonly roles: { readonly scope: Construct; readonly provider: AwsProvider };
  readonly accountId: string;
  /** Whether X-Ray traces invocations. */
  readonly traced: boolean;
  /** The namespace of the metric of cold starts. @default - no such metric */
  readonly coldStartNamespace: string | undefined;
  /** @default - Terraform moves the alias */
  readonly application?: LambdaApplication | undefined;
}

/**
 * A Lambda function in one region: a published version behind the alias `live`, with its own role and log group.
 *
 * With an application, Terraform creates the alias and publishes versions, and CodeDeploy moves the alias.
 *
 * Terraform creates the log group before the function; otherwise Lambda would create one with unlimited retention.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html
 */
export class LambdaFunction extends Construct {
  readonly functionName: string;
  readonly timeoutSeconds: number;
  readonly logGroup: LogGroup;
  readonly role: FunctionRole;
  readonly resource: LambdaFunctionResource;
  readonly alias: LambdaAlias;
  /** Moves the alias to new versions. @default - Terraform moves it */
  readonly application: LambdaApplication | undefined;
  /**
   * The alias's ARN, composed from its name. It is known before the function exists, so a plan shows every integration,
   * and replacing the function does not replace the resources that refer to it.
   */
  readonly aliasArn: string;

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    super(scope, id);
    const { name: region, provider } = Region.of(this);
    this.functionName = props.functionName;
    this.timeoutSeconds = props.timeoutSeconds;

    this.logGroup = new LogGroup(this, "logs", {
      name: `/aws/lambda/${props.functionName}`,
      settings: props.logs,
    });
    if (props.coldStartNamespace !== undefined) {
      new ColdStarts(this, "cold_starts", {
        namespace: props.coldStartNamespace,
        functionName: props.functionName,
        logGroup: this.logGroup,
      });
    }
    this.role = new FunctionRole(props.roles.scope, `${region}_${id}`, {
      provider: props.roles.provider,
      region,
      functionName: props.functionName,
      logGroupArn: this.logGroup.resource.arn,
      traced: props.traced,
    });
    this.resource = new LambdaFunctionResource(this, "Resource", {
      provider,
      functionName: props.functionName,
      description: props.description,
      // The newest runtime that AWS provider 5.100.0 knows.
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      filename: props.bundle.path,
      sourceCodeHash: Fn.filebase64sha256(props.bundle.path),
      memorySize: props.memoryMb,
      timeout: props.timeoutSeconds,
      ...(props.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrency }),
      // With an empty block, the provider plans a new version in every plan.
      ...(Object.keys(props.environment).length === 0
        ? {}
        : { environment: { variables: { ...props.environment } } }),
      loggingConfig: {
        logFormat: "JSON",
        logGroup: this.logGroup.resource.name,
        // AWS's defaults, stated because otherwise the provider plans a new version in every plan.
        applicationLogLevel: "INFO",
        systemLogLevel: "INFO",
      },
      tracingConfig: { mode: props.traced ? "Active" : "PassThrough" },
      publish: true,
      role: this.role.resource.arn,
      dependsOn: [this.role.policy],
    });
    this.alias = new LambdaAlias(this, "live", {
      provider,
      name: "live",
      description: "The version that API Gateway and schedules invoke",
      functionName: this.resource.functionName,
      functionVersion: this.resource.version,
      ...(props.application === undefined
        ? {}
        : // `npm run apply` records a rollback in the description.
          { lifecycle: { ignoreChanges: ["function_version", "routing_config", "description"] } }),
    });
    this.application = props.application;
    this.application?.addGroup(this);
    this.aliasArn = `arn:aws:lambda:${region}:${props.accountId}:function:${props.functionName}:live`;
  }

  addToRolePolicy(statement: Statement): void {
    this.role.addToPolicy(statement);
  }
}
