import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

const known = new Map<string, string>();

/**
 * Returns a reader of a decrypted parameter in this region's Parameter Store, or of a Secrets Manager secret by
 * `/aws/reference/secretsmanager/<its name>`. It reads the value once per execution environment.
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
