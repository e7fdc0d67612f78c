import type * as z from "zod/mini";
import { REGION_NAMES, type RegionName } from "./regions";
import { schema } from "./schema";

type Settings = z.output<typeof schema>;
type RegionSettings = NonNullable<Settings["regions"][RegionName]>;

/** A region as the constructs see it: its failover order resolved to serving regions. */
export interface RegionConfiguration extends Omit<RegionSettings, "failover"> {
  readonly name: RegionName;
  /** The serving regions that may answer for this one. */
  readonly failover: readonly RegionName[];
}

/** The validated configuration: every default filled in, every rule between keys held. */
export interface Configuration extends Omit<Settings, "regions"> {
  readonly regions: readonly RegionConfiguration[];
}

/** One line for each wrong value: its key, the value, and what would be right. */
export class ConfigurationError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
  }
}

/**
 * Validates what stands in `cdktf.json` and fills in the defaults.
 *
 * @throws ConfigurationError with all that is wrong, at once.
 */
export function loadConfiguration(input: unknown): Configuration {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    throw new ConfigurationError([...new Set(parsed.error.issues.map((issue) => sentence(issue, input)))]);
  }
  const settings = parsed.data;
  const lines = rulesBetweenKeys(settings);
  if (lines.length > 0) {
    throw new ConfigurationError(lines);
  }
  return { ...settings, regions: resolveRegions(settings) };
}

/** The regions in an order of their own: the order of keys in a file means nothing. */
function regionEntries(settings: Settings): { name: RegionName; region: RegionSettings }[] {
  return REGION_NAMES.flatMap((name) => {
    const region = settings.regions[name];
    return region === undefined ? [] : [{ name, region }];
  });
}

function resolveRegions(settings: Settings): RegionConfiguration[] {
  const serving = regionEntries(settings)
    .filter(({ region }) => region.status === "serving")
    .map(({ name }) => name);
  return regionEntries(settings).map(({ name, region }) => ({
    ...region,
    name,
    failover: serving.filter((other) => other !== name && (region.failover?.includes(other) ?? true)),
  }));
}

const EVERYBODY = ["0.0.0.0/0", "::/0"];

function rulesBetweenKeys(settings: Settings): string[] {
  const regions = regionEntries(settings);
  const names = regions.map(({ name }) => name);
  const configured = `one of the configured regions (${names.join(", ")})`;
  const lines: string[] = [];

  if (!regions.some(({ region }) => region.status === "serving")) {
    lines.push('regions: none is "serving"; at least one must be');
  }
  for (const { name, region } of regions) {
    for (const [index, other] of (region.failover ?? []).entries()) {
      const key = `regions.${name}.failover[${index}]`;
      if (other === name) {
        lines.push(isNot(key, other, "another region: a region cannot stand in for itself"));
      } else if (!names.some((known) => known === other)) {
        lines.push(isNot(key, other, configured));
      }
    }
  }

  const home = settings.regions[settings.table.home];
  if (home === undefined) {
    lines.push(isNot("table.home", settings.table.home, configured));
  } else if (home.status === "retired") {
    lines.push(
      isNot(`regions.${settings.table.home}.status`, home.status, "possible: the table is at home there"),
    );
  }

  const { clientNetworks } = settings;
  const open = EVERYBODY.every((network) => clientNetworks.includes(network));
  if (settings.canary.enabled && clientNetworks.length > 0 && !open) {
    lines.push(
      isNot("canary.enabled", true, "possible with clientNetworks: AWS chooses the addresses it asks from"),
    );
  }

  const zone = "create" in settings.hostedZone ? settings.hostedZone.create : settings.hostedZone.name;
  if (settings.domainName !== zone && !settings.domainName.endsWith(`.${zone}`)) {
    lines.push(isNot("domainName", settings.domainName, `a name in the hosted zone ${zone}`));
  }
  return lines;
}

function sentence(issue: z.core.$ZodIssue, input: unknown): string {
  const key = keyOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    const unknown = issue.keys.map((name) => JSON.stringify(name)).join(", ");
    return `${key}: unknown key${issue.keys.length > 1 ? "s" : ""} ${unknown}; ${issue.message}`;
  }
  return isNot(key, valueAt(input, issue.path), issue.message);
}

function isNot(key: string, value: unknown, right: string): string {
  return value === undefined
    ? `${key}: missing; it must be ${right}`
    : `${key}: ${JSON.stringify(value).slice(0, 100)} is not ${right}`;
}

function keyOf(path: readonly PropertyKey[]): string {
  const key = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return key === "" ? "globalApi" : key.replace(/^\./, "");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined),
    input,
  );
}
