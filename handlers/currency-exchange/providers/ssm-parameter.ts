import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

const known = new Map<string, string>();

/**
 * A parameter of this region's Parameter Store, decrypted; a secret of Secrets Manager by
 * `/aws/reference/secretsmanager/<its name>`. Read once in a container's life.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
 */
export async function readParameter(name: string): Promise<string> {
  const read = known.get(name);
  if (read !== undefined) {
    return read;
  }
  const client = new SSMClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  const value = Parameter?.Value ?? "";
  if (value === "") {
    throw new Error(`The parameter ${name} is empty`);
  }
  known.set(name, value);
  return value;
}
