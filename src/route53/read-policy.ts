import { type Attributes, type Terraform, Unresolved } from "../terraform";
import type { Location, Policy } from "./zone";

/** Reads a record's routing policy; answers with a sentence if it says too little. */
export function readPolicy(attributes: Attributes, terraform: Terraform): Policy | string {
  const weighted = attributes.block("weighted_routing_policy");
  const latency = attributes.block("latency_routing_policy");
  const failover = attributes.block("failover_routing_policy");
  const geolocation = attributes.block("geolocation_routing_policy");
  const geoproximity = attributes.block("geoproximity_routing_policy");
  const cidr = attributes.block("cidr_routing_policy");
  const blocks = [weighted, latency, failover, geolocation, geoproximity, cidr];
  if (blocks.filter((block) => block !== undefined).length > 1) {
    return "it has several routing policies; a record has one";
  }
  if (weighted !== undefined) {
    const weight = weighted.number("weight");
    return typeof weight === "number" ? { kind: "weighted", weight } : "its weight is not known";
  }
  if (latency !== undefined) {
    const region = latency.knownText("region");
    return region === undefined ? "its latency region is not known" : { kind: "latency", region };
  }
  if (failover !== undefined) {
    const role = failover.text("type");
    return role === "PRIMARY" || role === "SECONDARY"
      ? { kind: "failover", role }
      : `its failover type "${role}" is neither PRIMARY nor SECONDARY`;
  }
  if (geolocation !== undefined) {
    const location = readLocation(geolocation);
    return location === undefined ? "its geolocation is not known" : { kind: "geolocation", location };
  }
  if (geoproximity !== undefined) {
    return readGeoproximity(geoproximity);
  }
  if (cidr !== undefined) {
    return readIpBased(cidr, terraform);
  }
  return attributes.flag("multivalue_answer_routing_policy") === true
    ? { kind: "multivalue" }
    : { kind: "simple" };
}

function readLocation(block: Attributes): Location | undefined {
  const country = block.knownText("country");
  const continent = block.knownText("continent");
  const subdivision = block.knownText("subdivision");
  if (country === "*") {
    return { kind: "default" };
  }
  if (country !== undefined && subdivision !== undefined && subdivision !== "") {
    return { kind: "subdivision", country, subdivision };
  }
  if (country !== undefined && country !== "") {
    return { kind: "country", country };
  }
  return continent === undefined ? undefined : { kind: "continent", continent };
}

function readGeoproximity(block: Attributes): Policy | string {
  const bias = block.number("bias") ?? 0;
  if (typeof bias !== "number") {
    return "its bias is not known";
  }
  const region = block.knownText("aws_region");
  if (region !== undefined && region !== "") {
    return { kind: "geoproximity", at: { region }, bias };
  }
  const coordinates = block.block("coordinates");
  const latitude = coordinates?.number("latitude");
  const longitude = coordinates?.number("longitude");
  if (typeof latitude === "number" && typeof longitude === "number") {
    return { kind: "geoproximity", at: { latitude, longitude }, bias };
  }
  return block.text("local_zone_group") === undefined
    ? "its place is not known"
    : "it is in a local zone group, whose place is not in this program's tables; use aws_region or coordinates";
}

/** The CIDR blocks of a record's location are resources of their own. */
function readIpBased(block: Attributes, terraform: Terraform): Policy | string {
  const collection = block.text("collection_id");
  const location = block.text("location_name");
  if (collection === undefined || location === undefined) {
    return "its CIDR collection or location is missing";
  }
  if (location === "*") {
    return { kind: "ip-based", blocks: undefined, collection: collection.toString() };
  }
  const matching = [...terraform.resources.values()].filter(
    ({ type, attributes, address }) =>
      type === "aws_route53_cidr_location" &&
      (sameValue(attributes.text("name"), location) ||
        (location instanceof Unresolved && location.reference?.address === address)) &&
      sameValue(attributes.text("cidr_collection_id"), collection),
  );
  return matching.length === 0
    ? `its CIDR location "${location}" is not in this document`
    : {
        kind: "ip-based",
        blocks: matching.flatMap(({ attributes }) => attributes.texts("cidr_blocks")),
        collection: collection.toString(),
      };
}

function sameValue(a: string | Unresolved | undefined, b: string | Unresolved): boolean {
  return a !== undefined && a.toString() === b.toString();
}
