import type { HealthCheck } from "./health";

/**
 * Whether a check looks for an object in S3 that takes a region out of service while it exists: an inverted check of a
 * bucket.
 *
 * @see https://aws.amazon.com/blogs/networking-and-content-delivery/creating-disaster-recovery-mechanisms-using-amazon-route-53/
 */
export function isMarker({ inverted, probe }: HealthCheck): boolean {
  return inverted && probe.kind === "endpoint" && /^s3-(object|website)$/.test(probe.host.endpoint.kind);
}
