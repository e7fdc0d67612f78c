import type { HealthCheck } from "./health-check";
import type { Zone } from "./zone";

/**
 * Whether a check looks for an object in S3 that takes a region out of service while it exists: an inverted check of a
 * bucket.
 *
 * @see https://aws.amazon.com/blogs/networking-and-content-delivery/creating-disaster-recovery-mechanisms-using-amazon-route-53/
 */
export function isMarker({ document }: Zone, { inverted, probe }: HealthCheck): boolean {
  if (!inverted || probe.kind !== "endpoint") {
    return false;
  }
  const { name, endpoint } = probe.host;
  const type = document.terraform.resources.get(endpoint.id)?.type;
  return type === undefined
    ? /(^|\.)s3([.-][a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(name ?? endpoint.id)
    : /^aws_s3_bucket(_website_configuration)?$/.test(type);
}
