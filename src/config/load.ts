import * as z from "zod/mini";
import { REGION_NAMES, type RegionName, requestsPerAddress } from "../aws";
import { checkLimits, checkRollout } from "./limits";
import { DEFAULT_KEY, Messages } from "./messages";
import { platformSchema } from "./schema";
import { didYouMean } from "./suggestion";

type Settings = z.output<ReturnType<typeof platformSchema>>;
type RegionSettings = NonNullable<Settings["regions"][RegionName]>;

/** A region with its failover order resolved to serving regions. */
export interface RegionConfiguration extends Omit<RegionSettings, "failover"> {
  readonly name: RegionName;
  /** The serving regions that may answer for this one. */
  readonly failover: readonly RegionName[];
}

/** The validated configuration with all defaults. */
export interface Configuration extends Omit<Settings, "regions" | "webAcl"> {
  readonly regions: readonly RegionConfiguration[];
  readonly webAcl: Settings["webAcl"] & { readonly requestsPerAddress: number };
}

/** An error with one line per invalid value: its key, the value, and the allowed values. */
export class ConfigurationError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
  }
}

/** The settings that a service adds to those of the platform. */
export interface ServiceSettings<Shape extends z.core.$ZodLooseShape> {
  /** The default of `name`. */
  readonly name: string;
  /** The service's own keys, built with the fields of this folder. */
  readonly shape: Shape;
  /** Returns the function that answers requests: its key in `functions`, and its reserved concurrency. */
  readonly answering?: (own: z.output<z.ZodMiniObject<Shape>>) => {
    readonly id: string;
    readonly reservedConcurrency?: number | undefined;
  };
  /** Rejects incompatible values. */
  readonly rules?: (own: z.output<z.ZodMiniObject<Shape>>, words: RuleWords) => void;
}

/** The wording of messages about several keys. */
export interface RuleWords {
  /** Returns the name of a key in messages. */
  readonly key: (path: readonly PropertyKey[]) => string;
  readonly reject: (path: readonly PropertyKey[], value: unknown, fault: string) => void;
}

/**
 * Validates the settings of one deployment and fills in the defaults.
 *
 * @param contextKey - the key of the settings under `context` in cdktf.json, for messages
 * @throws ConfigurationError with every fault at once
 */
export function loadConfiguration<Shape extends z.core.$ZodLooseShape>(
  input: unknown,
  service: ServiceSettings<Shape>,
  contextKey = DEFAULT_KEY,
): Configuration & z.output<z.ZodMiniObject<Shape>> {
  const messages = new Messages(input, contextKey);
  const keys = Object.keys(service.shape);
  const [own, others] = split(input, keys);
  const platform = platformSchema(service.name, keys).safeParse(others);
  const added = z.object(service.shape).safeParse(own);
  if (!platform.success || !added.success) {
    const issues = [...(platform.error?.issues ?? []), ...(added.error?.issues ?? [])];
    throw new ConfigurationError([...new Set(issues.flatMap((issue) => messages.of(issue)))]);
  }
  const lines: string[] = [];
  const words: RuleWords = {
    key: (path) => messages.key(path),
    reject: (path, value, fault) => lines.push(messages.line(path, value, fault)),
  };
  rulesBetweenKeys(platform.data, service.answering?.(added.data), messages, words);
  service.rules?.(added.data, words);
  if (lines.length > 0) {
    throw new ConfigurationError(lines);
  }
  return { ...resolved(platform.data), ...added.data };
}

/**
 * Validates only the platform's settings. The service's synth validates the other keys.
 *
 * @throws ConfigurationError with every fault at once
 */
export function loadPlatformConfiguration(input: unknown, contextKey = DEFAULT_KEY): Configuration {
  const [platform] = split(input, Object.keys(platformSchema("", []).def.shape));
  return loadConfiguration(platform, { name: "global-api", shape: {} }, contextKey);
}

/** Splits an object into some of its keys and the others; anything else stays whole, for the schema to reject. */
function split(input: unknown, keys: readonly string[]): [own: unknown, others: unknown] {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return [{}, input];
  }
  const entries = Object.entries(input);
  return [
    Object.fromEntries(entries.filter(([key]) => keys.includes(key))),
    Object.fromEntries(entries.filter(([key]) => !keys.includes(key))),
  ];
}

function resolved(settings: Settings): Configuration {
  const { clients, throttling, webAcl } = settings;
  const perAddress =
    webAcl.requestsPerAddress ??
    requestsPerAddress(throttling, clients.names.length === 0 ? undefined : clients);
  return {
    ...settings,
    regions: resolveRegions(settings),
    webAcl: { ...webAcl, requestsPerAddress: perAddress },
  };
}

/** Returns the regions in a fixed order, because the order of keys in a file has no meaning. */
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

function rulesBetweenKeys(
  settings: Settings,
  answering: { readonly id: string; readonly reservedConcurrency?: number | undefined } | undefined,
  messages: Messages,
  { key, reject }: RuleWords,
): void {
  const regions = regionEntries(settings);
  const names: readonly string[] = regions.map(({ name }) => name);
  const configured = `is not a configured region (${names.join(", ")})`;

  const serving = regions.filter(({ region }) => region.status === "serving").map(({ name }) => name);
  if (serving.length === 0) {
    throw new ConfigurationError([`${key(["regions"])}: none is "serving"; at least one must be`]);
  }
  for (const { name, region } of regions) {
    for (const [index, other] of (region.failover ?? []).entries()) {
      const path = ["regions", name, "failover", index];
      if (other === name) {
        reject(path, other, "is not possible: a region cannot be its own stand-in");
      } else if (!names.includes(other)) {
        // The name of another AWS region is not a misspelling.
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
    reject(
      ["regions", home, "status"],
      homeStatus,
      "is not possible: the table's home region cannot be retired",
    );
  }

  const first = settings.rollout.firstRegion;
  if (first !== undefined && settings.regions[first]?.status !== "serving") {
    reject(["rollout", "firstRegion"], first, `is not a serving region (${serving.join(", ")})`);
  }

  checkRollout(settings, key, reject);
  checkLimits(settings, answering, key, reject);

  const { stateBackend } = settings;
  if (stateBackend.type === "s3" && names.includes(stateBackend.region)) {
    reject(
      ["stateBackend", "region"],
      stateBackend.region,
      `is a region of the API (${names.join(", ")}): you could not plan or apply while it is down; use another region`,
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

  const [zoneKey, zone] =
    "create" in settings.hostedZone
      ? (["create", settings.hostedZone.create] as const)
      : (["name", settings.hostedZone.name] as const);
  if (settings.domainName !== zone && !settings.domainName.endsWith(`.${zone}`)) {
    reject(
      ["domainName"],
      settings.domainName,
      `is not a name in ${key(["hostedZone", zoneKey])}, ${messages.value(["hostedZone", zoneKey], zone)}`,
    );
  }
}
