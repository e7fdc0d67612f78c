import type { RegionName } from "../config";
import type { Statement } from "./policy-document";

/** One region's replica, as those who use it know it. */
export interface Replica {
  readonly name: string;
  readonly arn: string;
  /** @default - a key that AWS owns, which needs no permission */
  readonly keyArn: string | undefined;
}

export const READ = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"];
export const WRITE = ["dynamodb:PutItem", "dynamodb:UpdateItem"];

/**
 * This region's replica and no other: a function that called another region's table would fail with that region.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export function tableStatements(region: RegionName, table: Replica, actions: readonly string[]): Statement[] {
  const statements: Statement[] = [{ Sid: "UseReplica", Action: actions, Resource: [table.arn] }];
  if (table.keyArn !== undefined) {
    statements.push({
      Sid: "UseReplicaKey",
      Action: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      Resource: [table.keyArn],
      Condition: { StringEquals: { "kms:ViaService": `dynamodb.${region}.amazonaws.com` } },
    });
  }
  return statements;
}

/**
 * The provider's key, from this region's parameter or, through it, from this region's secret.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
 */
export function keyStatements(
  region: RegionName,
  accountId: string,
  parameter: string | undefined,
): Statement[] {
  if (parameter === undefined) {
    return [];
  }
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const read: Statement = {
    Sid: "ReadProviderKey",
    Action: ["ssm:GetParameter"],
    Resource: [arn("ssm", `parameter${parameter}`)],
  };
  const [, secret] = /^\/aws\/reference\/secretsmanager\/(.+)$/.exec(parameter) ?? [];
  return secret === undefined
    ? [read]
    : [
        read,
        {
          Sid: "ReadProviderSecret",
          Action: ["secretsmanager:GetSecretValue"],
          // Secrets Manager ends the name with six characters of its own.
          Resource: [arn("secretsmanager", `secret:${secret}-??????`)],
        },
      ];
}
