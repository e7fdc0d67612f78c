import type { RegionName, Statement } from "../constructs";

/**
 * Returns the statements that let a function read the provider's key from its region's parameter or, through it, from
 * its region's secret.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
 */
export function providerKeyStatements(
  parameter: string,
  accountId: string,
): readonly ((region: RegionName) => Statement)[] {
  const arn = (service: string, region: RegionName, resource: string) =>
    `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const read = (region: RegionName): Statement => ({
    Sid: "ReadProviderKey",
    Action: ["ssm:GetParameter"],
    Resource: [arn("ssm", region, `parameter${parameter}`)],
  });
  const [, secret] = /^\/aws\/reference\/secretsmanager\/(.+)$/.exec(parameter) ?? [];
  return secret === undefined
    ? [read]
    : [
        read,
        (region) => ({
          Sid: "ReadProviderSecret",
          Action: ["secretsmanager:GetSecretValue"],
          // Secrets Manager appends six random characters to the name.
          Resource: [arn("secretsmanager", region, `secret:${secret}-??????`)],
        }),
      ];
}
