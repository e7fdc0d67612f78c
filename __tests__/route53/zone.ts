import {
  type Answer,
  evaluator,
  explained,
  type Health,
  PLACES,
  type Place,
  readZones,
  type Step,
  type Zone,
} from "../../src/route53";
import { readTerraform } from "../../src/terraform";

type Block = Readonly<Record<string, unknown>>;

export interface Written {
  /** Attributes of `aws_route53_record`s in the zone example.com, by resource name. */
  readonly records?: Readonly<Record<string, Block>>;
  /** Attributes of `aws_route53_health_check`s. */
  readonly checks?: Readonly<Record<string, Block>>;
  /** Other resources, by type and name. */
  readonly others?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
}

export const ZONE_ID = "${aws_route53_zone.zone.zone_id}";

/** A Terraform configuration of one hosted zone. */
export function written({ records = {}, checks = {}, others = {} }: Written): string {
  const withZone = Object.entries(records).map(([name, record]) => [
    name,
    { zone_id: ZONE_ID, type: "A", ...record },
  ]);
  const withType = Object.entries(checks).map(([name, check]) => [
    name,
    { type: "HTTPS", fqdn: `${name}.example.net`, ...check },
  ]);
  return JSON.stringify({
    provider: { aws: [{ region: "us-east-1" }, { region: "eu-west-1", alias: "eu" }] },
    resource: {
      aws_route53_zone: { zone: { name: "example.com" } },
      aws_route53_record: Object.fromEntries(withZone),
      aws_route53_health_check: Object.fromEntries(withType),
      ...others,
    },
  });
}

export function zoneOf(what: Written): Zone {
  const zone = readZones(readTerraform(written(what))).find(({ id }) => id === "aws_route53_zone.zone");
  if (zone === undefined) {
    throw new Error("the zone was not read");
  }
  return zone;
}

/** A record's plain values, weights and so on are written as they are; this writes its name and its values. */
export function values(name: string, ...records: readonly string[]): Block {
  return { name, ttl: 60, records };
}

export function aliasToRecord(name: string, target: string, evaluate = true): Block {
  return { name, alias: { name: target, zone_id: ZONE_ID, evaluate_target_health: evaluate } };
}

export function checkedBy(check: string): Block {
  return { health_check_id: `\${aws_route53_health_check.${check}.id}` };
}

export function place(name: string): Place {
  const found = PLACES.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`${name} is not one of the places`);
  }
  return found;
}

export interface Asked {
  readonly type?: string;
  readonly from?: string;
  readonly address?: string;
  /** Every record that may answer, instead of one that Route 53 leaves to chance. */
  readonly every?: boolean;
  /** Health checks that fail, by resource name; other observers by address. */
  readonly failing?: readonly string[];
  readonly insufficientData?: readonly string[];
}

/** What the zone answers: the endpoints, and the rules that were followed. */
export function ask(
  zone: Zone,
  name: string,
  asked: Asked = {},
): Answer & {
  readonly to: readonly string[];
  readonly rules: readonly string[];
  readonly trace: readonly Step[];
} {
  const { type = "A", from = "Dublin", address, every = false, failing = [], insufficientData = [] } = asked;
  const observer = (id: string) => (id.includes(".") ? id : `aws_route53_health_check.${id}`);
  const health: Health = new Map([
    ...failing.map((id) => [observer(id), "failing"] as const),
    ...insufficientData.map((id) => [observer(id), "insufficient data"] as const),
  ]);
  const answer = explained(
    evaluator(zone, health, every ? "every" : "first"),
    { name, type },
    { place: place(from), ...(address === undefined ? {} : { address }) },
  );
  return { ...answer, to: answer.endpoints.map(({ id }) => id), rules: answer.trace.map(({ rule }) => rule) };
}
