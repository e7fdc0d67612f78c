import type * as z from "zod/mini";
import { checkLimits, requestsPerAddress } from "./limits";
import { REGION_NAMES, type RegionName } from "./regions";
import { schema } from "./schema";
import { didYouMean } from "./suggestion";

type Settings = z.output<typeof schema>;
type RegionSettings = NonNullable<Settings["regions"][RegionName]>;

/** A region as the constructs see it: its failover order resolved to serving regions. */
export interface RegionConfiguration extends Omit<RegionSettings, "failover"> {
  readonly name: RegionName;
  /** The serving regions that may answer for this one. */
  readonly failover: readonly RegionName[];
}

/** The validated configuration: every default filled in, every rule between keys held. */
export interface Configuration extends Omit<Settings, "regions" | "webAcl"> {
  readonly regions: readonly RegionConfiguration[];
  readonly webAcl: Required<Settings["webAcl"]>;
}

/** One line for each wrong value: its key, the value, and what is allowed. */
export class ConfigurationError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
  }
}

const DEFAULT_KEY = "globalApi";

/**
 * Validates the settings of one deployment and fills in the defaults.
 *
 * @param contextKey - the key under `context` in cdktf.json that holds the settings; messages name it
 * @throws ConfigurationError with every fault at once
 */
export function loadConfiguration(input: unknown, contextKey = DEFAULT_KEY): Configuration {
  const messages = new Messages(input, contextKey);
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    throw new ConfigurationError([...new Set(parsed.error.issues.flatMap((issue) => messages.of(issue)))]);
  }
  const settings = parsed.data;
  const lines = rulesBetweenKeys(settings, messages);
  if (lines.length > 0) {
    throw new ConfigurationError(lines);
  }
  return {
    ...settings,
    regions: resolveRegions(settings),
    webAcl: { ...settings.webAcl, requestsPerAddress: requestsPerAddress(settings) },
  };
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

/** Of the longest month. */
const MINUTES_PER_MONTH = 31 * 24 * 60;

const EVERYBODY = ["0.0.0.0/0", "::/0"];

function rulesBetweenKeys(settings: Settings, messages: Messages): string[] {
  const regions = regionEntries(settings);
  const names: readonly string[] = regions.map(({ name }) => name);
  const configured = `is not a configured region (${names.join(", ")})`;
  const lines: string[] = [];
  const reject = (path: readonly PropertyKey[], value: unknown, fault: string) =>
    lines.push(messages.line(path, value, fault));

  if (!regions.some(({ region }) => region.status === "serving")) {
    return [`${messages.key(["regions"])}: none is "serving"; at least one must be`];
  }
  for (const { name, region } of regions) {
    for (const [index, other] of (region.failover ?? []).entries()) {
      const path = ["regions", name, "failover", index];
      if (other === name) {
        reject(path, other, "is not another region: a region cannot stand in for itself");
      } else if (!names.includes(other)) {
        // Another region's name is no misspelling.
        const isRegion = REGION_NAMES.some((region) => region === other);
        reject(path, other, `${configured}${isRegion ? "" : didYouMean(other, names)}`);
      }
    }
  }

  const { home } = settings.table;
  const homeStatus = settings.regions[home]?.status;
  if (homeStatus === undefined) {
    reject(["table", "home"], home, configured);
  } else if (homeStatus === "retired") {
    reject(["regions", home, "status"], homeStatus, "is not possible: the table's home region cannot retire");
  }

  checkLimits(settings, (path) => messages.key(path), reject);

  const { stateBackend } = settings;
  if (stateBackend.type === "s3" && names.includes(stateBackend.region)) {
    reject(
      ["stateBackend", "region"],
      stateBackend.region,
      `is a region of the API (${names.join(", ")}): while it is down, nothing could be planned or applied; keep the state in another region`,
    );
  }

  const { clientNetworks } = settings;
  const open = EVERYBODY.every((network) => clientNetworks.includes(network));
  if (settings.canary.enabled && clientNetworks.length > 0 && !open) {
    reject(
      ["canary", "enabled"],
      true,
      "is not possible with clientNetworks: AWS chooses the addresses that the canary calls from",
    );
  }

  const { live } = settings.rates;
  if (live !== undefined) {
    const needed = Math.ceil(MINUTES_PER_MONTH / live.intervalMinutes);
    if (needed > live.requestsPerMonth) {
      const least = Math.ceil(MINUTES_PER_MONTH / live.requestsPerMonth);
      reject(
        ["rates", "live", "intervalMinutes"],
        live.intervalMinutes,
        `is too often for the plan: it needs ${needed} requests per month, and ${messages.key(["rates", "live", "requestsPerMonth"])} is ${live.requestsPerMonth}; the shortest interval is ${least}`,
      );
    }
  }

  const [zoneKey, zone] =
    "create" in settings.hostedZone
      ? (["create", settings.hostedZone.create] as const)
      : (["name", settings.hostedZone.name] as const);
  if (settings.domainName !== zone && !settings.domainName.endsWith(`.${zone}`)) {
    reject(
      ["domainName"],
      settings.domainName,
      `is not a name in ${messages.key(["hostedZone", zoneKey])}, ${messages.value(["hostedZone", zoneKey], zone)}`,
    );
  }
  return lines;
}

/** Words faults as a user reads them, with the keys and the values that stand in their cdktf.json. */
class Messages {
  constructor(
    private readonly input: unknown,
    private readonly contextKey: string,
  ) {}

  of(issue: z.core.$ZodIssue): readonly string[] {
    if (issue.code === "unrecognized_keys") {
      return issue.message.split("\n").map((line) => `${this.key(issue.path)}: ${line}`);
    }
    const meant = issue.code === "invalid_union" ? meantBranch(issue.errors) : undefined;
    return meant === undefined
      ? [this.line(issue.path, this.at(issue.path), notAllowed(issue.message))]
      : meant.flatMap((inner) => this.of({ ...inner, path: [...issue.path, ...inner.path] }));
  }

  /** A key, the value there, and what is wrong with it. */
  line(path: readonly PropertyKey[], value: unknown, fault: string): string {
    return value === undefined
      ? `${this.key(path)}: missing; it must be ${fault.replace(/^is not /, "")}`
      : `${this.key(path)}: ${this.value(path, value)} ${fault}`;
  }

  value(path: readonly PropertyKey[], value: unknown): string {
    const text = JSON.stringify(value);
    const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
    return this.at(path) === undefined ? `${shown} (the default)` : shown;
  }

  /** The default deployment's keys are shown without their context key, as the documentation shows them. */
  key(path: readonly PropertyKey[]): string {
    const prefix = path.length === 0 || this.contextKey !== DEFAULT_KEY ? [this.contextKey] : [];
    return [...prefix, ...path]
      .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
      .join("")
      .replace(/^\./, "");
  }

  private at(path: readonly PropertyKey[]): unknown {
    return path.reduce<unknown>(
      (value, part) => (typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined),
      this.input,
    );
  }
}

/** Messages that are no sentence name what is allowed. */
function notAllowed(message: string): string {
  return message.startsWith("is ") ? message : `is not ${message}`;
}

/** The one branch of a union whose keys the user wrote. */
function meantBranch(branches: z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] | undefined {
  const meant = branches.filter((issues) => issues.every(({ code }) => code !== "unrecognized_keys"));
  return meant.length === 1 ? meant[0] : undefined;
}
