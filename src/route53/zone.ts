import type { Terraform } from "../terraform";
import type { Directory } from "./directory";
import type { Finding } from "./finding";
import type { HealthCheck } from "./health-check";
import { isWithin, normalName, wildcardsOf } from "./names";

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
      /** The CIDR collection of the location, by its address or id. */
      readonly collection: string;
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
  /** Only its VPCs resolve its names. */
  readonly isPrivate: boolean;
  /** All its records are in the document: the document creates the zone, and every record could be read. */
  readonly isComplete: boolean;
  readonly document: ZoneDocument;
}

/** What the hosted zones of one document share. */
export interface ZoneDocument {
  readonly terraform: Terraform;
  readonly directory: Directory;
  readonly zones: readonly Zone[];
}

export function recordsAt(zone: Zone, name: string, type: string): readonly RoutingRecord[] {
  return zone.records.get(name)?.filter((record) => record.type === type) ?? [];
}

/**
 * The name whose records answer: its own, or the closest wildcard's (RFC 4592, 3.3.1); undefined if there is no such
 * name.
 */
export function ownerOf({ records }: Zone, name: string): string | undefined {
  if (records.has(name)) {
    return name;
  }
  const exists = (one: string) => [...records.keys()].some((known) => isWithin(known, one));
  if (exists(name)) {
    return name;
  }
  const closest = wildcardsOf(name).find((wildcard) => exists(wildcard.slice("*.".length)));
  return closest !== undefined && records.has(closest) ? closest : undefined;
}

/** The records that answer for a name and type. A CNAME record answers for every type. */
export function answering(zone: Zone, name: string, type: string): readonly RoutingRecord[] {
  const owner = ownerOf(zone, name) ?? name;
  const own = recordsAt(zone, owner, type);
  return own.length > 0 ? own : recordsAt(zone, owner, "CNAME");
}

/** A name, in the zone of the document that answers for it. */
export interface ZoneName {
  readonly zone: Zone;
  readonly name: string;
}

/** The name that a record refers the question to; undefined if the record itself is the answer. */
export function referredTo(zone: Zone, { type, target }: RoutingRecord, asked: string): ZoneName | undefined {
  if (target.kind === "alias-to-record") {
    return { zone, name: target.name };
  }
  const [canonical] =
    target.kind === "values" && type === "CNAME" && asked !== "CNAME" ? target.endpoints : [];
  return canonical === undefined ? undefined : inDocument(canonical.id, zone);
}

/** Finds the zone that answers for a name: the deepest public one, or the zone that the question comes from. */
export function inDocument(text: string, from: Zone): ZoneName | undefined {
  const name = normalName(text);
  const [zone] = [from, ...from.document.zones.filter((one) => !one.isPrivate && one.id !== from.id)]
    .filter((one) => (one.name === undefined ? one.records.has(name) : isWithin(name, one.name)))
    .sort((a, b) => (b.name?.length ?? 0) - (a.name?.length ?? 0));
  return zone === undefined ? undefined : { zone, name };
}

/** The names of a zone that no other record leads to: those that clients ask for. */
export function rootNames(zone: Zone): readonly string[] {
  const targets = new Set(
    [...zone.records.values()].flat().flatMap((record) => {
      const name = referredTo(zone, record, "A")?.name;
      return name === undefined || name === record.name ? [] : [name];
    }),
  );
  return [...zone.records.keys()].filter((name) => !targets.has(name));
}
