import type { TargetKind } from "../aws";
import { remembered } from "../terraform";
import { isWithin, normalName, wildcardsOf } from "./dns-names";
import type { Finding } from "./finding";
import type { HealthCheck } from "./health";
import type { ResourceIndex } from "./resource-index";

/** The resource or address that a record sends clients to. */
export interface Endpoint {
  /** Its Terraform address; its DNS name or IP address if the document has no resource for it. */
  readonly id: string;
  readonly kind: TargetKind;
  /** Its AWS region, if the document or the DNS name states it. */
  readonly region: string | undefined;
}

export interface Target {
  readonly isAlias: boolean;
  /** The record that an alias names; undefined for an alias to an AWS resource, and for values. */
  readonly name: string | undefined;
  /** None for an alias to a record. */
  readonly endpoints: readonly Endpoint[];
  readonly ttlSeconds: number;
  /** False for values. */
  readonly evaluateTargetHealth: boolean;
}

/** The TTL of an alias to an AWS resource. */
export const RESOURCE_TTL_SECONDS = 60;

/** The clients that a geolocation record answers: those of its continent, country or subdivision; without any, all. */
export type Location = { readonly [Area in (typeof AREAS)[number]]?: string };

/** Larger areas first. */
export const AREAS = ["continent", "country", "subdivision"] as const;

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
      readonly location: string;
      /** The CIDR blocks of the record's location; undefined for the default location, `*`. */
      readonly blocks: readonly string[] | undefined;
      /** The location's CIDR collection, by its address or id. */
      readonly collection: string;
    }
  | { readonly kind: "multivalue" };

/** One record (in Route 53's API: a resource record set). */
export interface RoutingRecord {
  readonly address: string;
  /** Fully qualified, lower case, without a trailing dot. */
  readonly name: string;
  readonly type: string;
  readonly setIdentifier: string | undefined;
  readonly policy: Policy;
  /** A key of the zone's `checks`, or the id of a check that the document does not contain. */
  readonly healthCheck: string | undefined;
  readonly target: Target;
}

/** A hosted zone, as a Terraform document describes it. */
export interface Zone {
  /** The address of its resource, or its id. */
  readonly id: string;
  /** Undefined if the document contains only the zone's id. */
  readonly name: string | undefined;
  /** Records by name. */
  readonly records: ReadonlyMap<string, readonly RoutingRecord[]>;
  /** The document's health checks, by address. */
  readonly checks: ReadonlyMap<string, HealthCheck>;
  /** The records and health checks that could not be read. */
  readonly unread: readonly Finding[];
  /** Only its VPCs resolve its names. */
  readonly isPrivate: boolean;
  /** The document creates the zone and every record could be read, so there are no other records. */
  readonly isComplete: boolean;
  /** The document's resources. */
  readonly index: ResourceIndex;
  /** The document's zones, with this one. */
  readonly zones: readonly Zone[];
}

/** A name and the zone that answers for it. */
export interface ZoneName {
  readonly zone: Zone;
  readonly name: string;
}

export function allRecords({ records }: Zone): readonly RoutingRecord[] {
  return [...records.values()].flat();
}

export function recordsAt(zone: Zone, name: string, type: string): readonly RoutingRecord[] {
  return zone.records.get(name)?.filter((record) => record.type === type) ?? [];
}

/**
 * Returns the name whose records answer: the name itself or the closest wildcard (RFC 4592, 3.3.1); undefined if the
 * name does not exist.
 */
export function ownerOf({ records }: Zone, name: string): string | undefined {
  const exists = (one: string) => [...records.keys()].some((known) => isWithin(known, one));
  if (exists(name)) {
    return name;
  }
  const closest = wildcardsOf(name).find((wildcard) => exists(wildcard.slice("*.".length)));
  return closest !== undefined && records.has(closest) ? closest : undefined;
}

/**
 * Returns the records that answer for a name and type, always in the same list. A CNAME record answers for every type.
 */
export function answering(zone: Zone, name: string, type: string): readonly RoutingRecord[] {
  const ofZone = remembered(answers, zone, () => new Map<string, readonly RoutingRecord[]>());
  return remembered(ofZone, `${name} ${type}`, () => {
    const owner = ownerOf(zone, name) ?? name;
    const own = recordsAt(zone, owner, type);
    return own.length > 0 ? own : recordsAt(zone, owner, "CNAME");
  });
}

const answers = new WeakMap<Zone, Map<string, readonly RoutingRecord[]>>();

/** Returns the name that an alias or CNAME record refers to; undefined if the record itself is the answer. */
export function referredTo(zone: Zone, { type, target }: RoutingRecord, asked: string): ZoneName | undefined {
  if (target.name !== undefined) {
    return { zone, name: target.name };
  }
  const [canonical] = !target.isAlias && type === "CNAME" && asked !== "CNAME" ? target.endpoints : [];
  return canonical === undefined ? undefined : inDocument(canonical.id, zone);
}

/** Finds the zone that answers for a name: the deepest public zone, or the zone that the question comes from. */
export function inDocument(text: string, from: Zone): ZoneName | undefined {
  const name = normalName(text);
  const [zone] = [from, ...from.zones.filter((one) => !one.isPrivate && one.id !== from.id)]
    .filter((one) => (one.name === undefined ? one.records.has(name) : isWithin(name, one.name)))
    .sort((a, b) => (b.name?.length ?? 0) - (a.name?.length ?? 0));
  return zone === undefined ? undefined : { zone, name };
}

/** Returns the names that no other record leads to: the names that clients request. */
export function rootNames(zone: Zone): readonly string[] {
  const targets = new Set(
    allRecords(zone).flatMap((record) => {
      const name = referredTo(zone, record, "A")?.name;
      return name === undefined || name === record.name ? [] : [name];
    }),
  );
  return [...zone.records.keys()].filter((name) => !targets.has(name));
}
