import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

/**
 * Returns a decrypted parameter in this region's Parameter Store, or a Secrets Manager secret by
 * `/aws/reference/secretsmanager/<its name>`. It is not cached, so that a rotated key takes effect at the next request.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
 */
export async function readParameter(name: string): Promise<string> {
  const client = new SSMClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  const value = Parameter?.Value ?? "";
  if (value === "") {
    throw new Error(`The parameter ${name} is empty`);
  }
  return value;
}
