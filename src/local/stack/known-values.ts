import { type Resource, type Terraform, Unresolved, type Value } from "../../terraform";
import { StackError } from "./stack-error";

/** The account of all local resources. */
export const ACCOUNT_ID = "123456789012";

function apiId(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

function invokeArn(region: string, functionArn: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

/** A resource, or a block of it, with the resource's address. */
type Owner = Pick<Resource, "address" | "attributes">;

/** Resolves references to values that are known only once all resources exist. */
export class KnownValues {
  constructor(private readonly terraform: Terraform) {}

  /**
   * @param where - the place for the error message, such as `aws_lambda_function.api: environment.variables.TOPIC`
   * @throws StackError if it depends on a value that is not known locally
   */
  text(value: Value | undefined, where: string): string {
    if (value instanceof Unresolved) {
      return value.parts
        .map((part) => (typeof part === "string" ? part : this.expression(part.text, part.references, where)))
        .join("");
    }
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      return String(value);
    }
    throw new StackError(`${where}: missing, or not a string`);
  }

  /** @throws StackError if the attribute is missing, or depends on a value that is not known locally */
  attribute({ address, attributes }: Owner, path: string): string {
    return this.text(attributes.get(path), `${address}: ${path.replaceAll("[0]", "")}`);
  }

  /** @param fallback - the number for a missing attribute. @default - none: the attribute is required */
  number(owner: Owner, path: string, fallback?: number): number {
    return owner.attributes.get(path) === undefined && fallback !== undefined
      ? fallback
      : Number(this.attribute(owner, path));
  }

  private expression(text: string, references: Unresolved["references"], where: string): string {
    const [reference, ...others] = references;
    const resource = this.terraform.resources.get(reference?.address ?? "");
    const isWhole = others.length === 0 && text === `${reference?.address}.${reference?.path}`;
    const known =
      resource !== undefined && isWhole ? this.givenByAws(resource, reference?.path ?? "", where) : undefined;
    if (known === undefined) {
      throw new StackError(`${where}: \${${text}} is not known locally`);
    }
    return known;
  }

  /**
   * Returns a local value for an attribute that AWS assigns at creation, if other resources refer to the attribute. Ids
   * are addresses without the characters that are not allowed in ids.
   */
  private givenByAws(resource: Resource, path: string, where: string): string | undefined {
    const { type, name, region = "us-east-1", attributes } = resource;
    const known = (attribute: string) => attributes.knownText(attribute) ?? name;
    const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${ACCOUNT_ID}:${rest}`;
    const functionArn = () => arn("lambda", `function:${known("function_name")}`);
    const aliasArn = () => {
      const [of, alias] = ["function_name", "name"].map((key) => this.text(attributes.get(key), where));
      return `${of?.startsWith("arn:") ? of : arn("lambda", `function:${of}`)}:${alias}`;
    };
    const given: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
      aws_caller_identity: { account_id: () => ACCOUNT_ID },
      aws_partition: { partition: () => "aws" },
      aws_region: { name: () => region, id: () => region },
      aws_api_gateway_rest_api: {
        id: () => apiId(name),
        execution_arn: () => arn("execute-api", apiId(name)),
      },
      aws_api_gateway_stage: { id: () => `${apiId(name)}-stage` },
      aws_cloudwatch_log_group: { arn: () => arn("logs", `log-group:${known("name")}`) },
      aws_dynamodb_table: {
        id: () => known("name"),
        arn: () => arn("dynamodb", `table/${known("name")}`),
        stream_arn: () => arn("dynamodb", `table/${known("name")}/stream/local`),
      },
      aws_lambda_alias: { arn: aliasArn, invoke_arn: () => invokeArn(region, aliasArn()) },
      aws_lambda_function: {
        arn: functionArn,
        qualified_arn: () => `${functionArn()}:1`,
        invoke_arn: () => invokeArn(region, functionArn()),
        version: () => "1",
      },
      aws_sns_topic: { arn: () => arn("sns", known("name")), id: () => arn("sns", known("name")) },
      aws_kms_key: { arn: () => arn("kms", `key/${name}`), key_id: () => name },
      aws_ssm_parameter: { arn: () => arn("ssm", `parameter${known("name")}`) },
      aws_secretsmanager_secret: { arn: () => arn("secretsmanager", `secret:${known("name")}`) },
    };
    return given[type]?.[path]?.();
  }
}
