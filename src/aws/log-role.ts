import { APIGatewayClient, GetAccountCommand } from "@aws-sdk/client-api-gateway";

const TIMEOUT_MILLISECONDS = 5_000;

/**
 * Returns the regions in which API Gateway has no role to write logs with. AWS rejects a stage that logs there. A region
 * that does not answer is not among them: Terraform reports why.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export async function regionsWithoutLogRole(regions: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    regions.map(async (region) => ({ region, missing: await lacksRole(region) })),
  );
  return found.filter(({ missing }) => missing).map(({ region }) => region);
}

/** States the fault and what to do about it. */
export function withoutLogRole(regions: readonly string[]): string {
  return `the account has no role for API Gateway's logs in ${regions.join(", ")}, so AWS would reject the stages: set it once per account, see "Deploy it" in README.md`;
}

async function lacksRole(region: string): Promise<boolean> {
  const client = new APIGatewayClient({ region, maxAttempts: 1 });
  try {
    const { cloudwatchRoleArn } = await client.send(new GetAccountCommand(), {
      abortSignal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    return !cloudwatchRoleArn;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
}
