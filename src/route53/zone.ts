import type { Finding } from "./finding";
import type { HealthCheck } from "./health-check";

/** Something that a record sends clients to. */
export interface Endpoint {
  /** The address of the resource in Terraform; the DNS name or IP address, if no resource has it. */
  readonly id: string;
  /** Of load balancers alone Route 53 sees the health by itself. */
  readonly kind: "load-balancer" | "other";
  /** The AWS region, if the document or the DNS name tells it. */
  readonly region: string | undefined;
}

export type Target =
  | { readonly kind: "alias-to-record"; readonly name: string; readonly evaluateTargetHealth: boolean }
  | {
      readonly kind: "alias-to-resource";
      readonly endpoint: Endpoint;
      readonly evaluateTargetHealth: boolean;
    }
  | { readonly kind: "values"; readonly endpoints: readonly Endpoint[]; readonly ttlSeconds: number };

/** Where a geolocation record answers; a default record answers everywhere else. */
export type Location =
  | { readonly kind: "subdivision"; readonly country: string; readonly subdivision: string }
  | { readonly kind: "country"; readonly country: string }
  | { readonly kind: "continent"; readonly continent: string }
  | { readonly kind: "default" };

export type Policy =
  | { readonly kind: "simple" }
  | { readonly kind: "weighted"; readonly weight: number }
  | { readonly kind: "latency"; readonly region: string }
  | { readonly kind: "failover"; readonly role: "PRIMARY" | "SECONDARY" }
  | { readonly kind: "geolocation"; readonly location: Location }
  | {
      readonly kind: "geoproximity";
      readonly at: { readonly region: string } | { readonly latitude: number; readonly longitude: number };
      readonly bias: number;
    }
  | {
      readonly kind: "ip-based";
      /** CIDR blocks of the record's location; undefined for the default location, `*`. */
      readonly blocks: readonly string[] | undefined;
    }
  | { readonly kind: "multivalue" };

/** One record (in Route 53's API: a resource record set). */
export interface RoutingRecord {
  readonly address: string;
  /** Fully qualified, lower case, without a dot at the end. */
  readonly name: string;
  readonly type: string;
  readonly setIdentifier: string | undefined;
  readonly policy: Policy;
  /** A key of the zone's `checks`; the id of a check that the document does not hold, otherwise. */
  readonly healthCheck: string | undefined;
  readonly target: Target;
}

/** A hosted zone, as a Terraform document describes it. */
export interface Zone {
  /** The address of its resource, or its id. */
  readonly id: string;
  /** Undefined if the document holds only the zone's id. */
  readonly name: string | undefined;
  /** Records by name. */
  readonly records: ReadonlyMap<string, readonly RoutingRecord[]>;
  /** The document's health checks, by address. */
  readonly checks: ReadonlyMap<string, HealthCheck>;
  /** What could not be read as a record. */
  readonly unread: readonly Finding[];
}

export function recordsAt(zone: Zone, name: string, type: string): readonly RoutingRecord[] {
  return zone.records.get(name)?.filter((record) => record.type === type) ?? [];
}
