import { Aspects, Lazy, TerraformOutput, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { GlobalApi } from "./global-api";
import type { HealthCheckSettings } from "./health-check";
import { HostedZone } from "./hosted-zone";
import { reject } from "./invalid-input";
import type { Routing } from "./routing";

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html */
const ALIAS_TTL_SECONDS = 60;

export interface OutputProps {
  readonly healthCheckIds: Routing["healthCheckIds"];
  readonly healthCheck: HealthCheckSettings;
  readonly rollout: () => object;
  /** @default - Terraform moves the functions' aliases */
  readonly publishedVersions: (() => object) | undefined;
}

/** Declares the outputs of an API, which people and this project's tools read. */
export function declareOutputs(api: GlobalApi, props: OutputProps): void {
  const { healthCheckIds, rollout, publishedVersions } = props;
  const { intervalSeconds, failureThreshold } = props.healthCheck;
  const { hostedZone } = api;
  const output = (id: string, description: string, value: unknown) => {
    const declared = new TerraformOutput(api, id, { description, value });
    // Tools find the outputs by these names, whatever the construct's id is. A stack has only one API.
    declared.overrideLogicalId(id);
    Aspects.of(declared).add({ visit: () => requireSole(declared) });
  };
  output("url", "The API's URL; the nearest healthy region answers", `https://${api.domainName}`);
  output(
    "pinned_urls",
    "Pinned URL of each region; always served by that region",
    Object.fromEntries(api.regions.map(({ name, pinnedName }) => [name, `https://${pinnedName}`])),
  );
  output("health_check_ids", "Id of each region's Route 53 health check", healthCheckIds);
  output(
    "failover",
    "Regions that may answer for each serving region; if the list is empty, its users never fail over",
    Object.fromEntries(
      api.regions.filter(({ serving }) => serving).map(({ name, failover }) => [name, failover]),
    ),
  );
  output(
    "failover_seconds",
    "Seconds until users have left a failed region: the health check fails, then cached DNS answers expire",
    intervalSeconds * failureThreshold + ALIAS_TTL_SECONDS,
  );
  output(
    "rollout",
    "What changes, watches and reverts one region at a time: names of functions, alarms and metrics",
    Lazy.anyValue({ produce: rollout }),
  );
  if (publishedVersions !== undefined) {
    output(
      "published_versions",
      "The version of each function that was published last; it gets requests only once CodeDeploy has moved the alias: see docs/rollout.md",
      Lazy.anyValue({ produce: publishedVersions }),
    );
  }
  if (hostedZone instanceof HostedZone) {
    output(
      "name_servers",
      "Name servers of the created hosted zone; delegate to them at the parent domain",
      hostedZone.nameServers,
    );
  }
}

/** @throws InvalidInput if another output has the name, because CDKTF would merge the two without an error */
function requireSole(output: TerraformOutput): void {
  const name = output.friendlyUniqueId;
  const isOther = (node: IConstruct) =>
    node instanceof TerraformOutput && node !== output && node.friendlyUniqueId === name;
  const other = TerraformStack.of(output).node.findAll().find(isOther);
  if (other !== undefined) {
    reject(other.node.path, `the API declares the output ${name}; give this one another name`);
  }
}
