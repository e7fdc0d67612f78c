import { APIGatewayClient, GetAccountCommand } from "@aws-sdk/client-api-gateway";

const TIMEOUT_MILLISECONDS = 5_000;

/**
 * Returns the regions in which API Gateway has no role for its logs. AWS rejects stages with logs there. Regions that
 * do not respond are not included, because Terraform reports the reason.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export async function regionsWithoutLogRole(regions: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    regions.map(async (region) => ({ region, missing: await lacksRole(region) })),
  );
  return found.filter(({ missing }) => missing).map(({ region }) => region);
}

/** Returns the error message. */
export function withoutLogRole(regions: readonly string[]): string {
  return `the account has no role for API Gateway's logs in ${regions.join(", ")}, so AWS would reject the stages. Set it once per account; see "Deploy it" in README.md`;
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
