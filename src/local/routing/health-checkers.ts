import { CHECKER_REGION_NAMES, checkerAddress } from "../../aws";
import type { EvacuationMarker, HealthCheck, Probe } from "../../route53";
import type { Terraform } from "../../terraform";
import type { Clock } from "../clock";
import type { Events } from "../events";
import type { Endpoint } from "../http";
import { defaultPlace } from "./client-places";
import type { HostedZones } from "./hosted-zones";
import { failureOf, type ProbeTarget } from "./probe";

type EndpointProbe = Extract<Probe, { readonly kind: "endpoint" }>;

/** A check is healthy while more than this share of its checkers report success. */
const HEALTHY_SHARE = 0.18;

const NOWHERE = "the name has no local address";

/** The status of one checker, which changes after a threshold of consecutive equal results. */
class Checker {
  /** On AWS a request ends before the next one is due; locally, time may pass faster than that. */
  isAsking = false;
  private opposed = 0;

  constructor(
    private readonly threshold: number,
    /** Route 53 assumes that a new check's endpoint is healthy. For a marker, it assumes that it does not exist. */
    public healthy: boolean,
  ) {}

  saw(healthy: boolean): void {
    this.opposed = healthy === this.healthy ? 0 : this.opposed + 1;
    if (this.opposed >= this.threshold) {
      this.healthy = healthy;
      this.opposed = 0;
    }
  }
}

export interface HealthCheckersProps {
  readonly zones: HostedZones;
  readonly terraform: Terraform;
  readonly clock: Clock;
  readonly events: Events;
  /** Returns the actual address for a loopback address. */
  readonly endpointAt: (address: string) => Endpoint | undefined;
  readonly markers: readonly EvacuationMarker[];
  /** Returns the actual address of S3. */
  readonly bucketsAt: () => Endpoint | undefined;
}

/** A health check of an endpoint. */
interface EndpointCheck {
  readonly address: string;
  readonly probe: EndpointProbe;
  /** The host name of its requests. */
  readonly name: string;
  /** The evacuation marker that it looks for; undefined for a check of a region. */
  readonly marker: EvacuationMarker | undefined;
  /** Why its last request failed; undefined if it succeeded. */
  failure: string | undefined;
}

/**
 * Route 53's health checkers: one per checker region (Route 53 has several), each at its own moment of the interval,
 * because Route 53 does not coordinate them.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
export class HealthCheckers {
  private readonly checks: readonly EndpointCheck[];

  constructor(private readonly props: HealthCheckersProps) {
    this.checks = props.zones.checks.flatMap((check) => endpointCheck(check, props.markers));
  }

  /** Endpoints that cannot be checked locally, and therefore count as healthy, as sentences. */
  get notes(): string[] {
    return this.checks
      .filter((check) => !this.isOnThisMachine(check))
      .map(({ address, name }) => `${address}: ${name} is not available locally; not checked`);
  }

  /** Checks until the clock stops. */
  start(): void {
    for (const check of this.checks.filter((one) => this.isOnThisMachine(one))) {
      this.startChecking(check);
    }
  }

  /** Returns whether Route 53 considers an address healthy; undefined if it has no health check. */
  isHealthy(loopback: string): boolean | undefined {
    const own = this.checksOf(loopback);
    return own.length === 0 ? undefined : own.every(({ address }) => !this.props.zones.health.has(address));
  }

  /**
   * Returns why the last request to an address failed; undefined if it succeeded. An address becomes unhealthy only
   * after several failures.
   */
  failureAt(loopback: string): string | undefined {
    return this.checksOf(loopback).find(({ failure }) => failure !== undefined)?.failure;
  }

  private checksOf(loopback: string): readonly EndpointCheck[] {
    return this.checks.filter((check) => check.marker === undefined && this.loopbackOf(check) === loopback);
  }

  private startChecking(check: EndpointCheck): void {
    const { clock, zones, events } = this.props;
    const { address, name, probe, marker } = check;
    const regions = probe.checkerRegions.length === 0 ? CHECKER_REGION_NAMES : probe.checkerRegions;
    let wasHealthy = marker === undefined;
    const checkers = regions.map(() => new Checker(probe.failureThreshold, wasHealthy));
    for (const [index, checker] of checkers.entries()) {
      const ask = async () => {
        if (checker.isAsking) {
          return;
        }
        checker.isAsking = true;
        const target = this.targetOf(check, regions[index] ?? "");
        const failure = target === undefined ? NOWHERE : await failureOf(target);
        checker.saw(failure === undefined);
        check.failure = failure;
        checker.isAsking = false;
        const healthy = checkers.filter((one) => one.healthy).length > HEALTHY_SHARE * checkers.length;
        if (healthy !== wasHealthy) {
          wasHealthy = healthy;
          zones.observe(address, healthy);
          const reason = healthy ? undefined : failure;
          events.emit(
            marker === undefined
              ? { type: "health", check: address, name, healthy, reason }
              : { type: "marker", region: marker.evacuates, seenIn: marker.region, found: healthy },
          );
        }
      };
      const first = (probe.intervalSeconds * (index + 1)) / checkers.length;
      clock.every(probe.intervalSeconds, () => void ask(), first);
    }
  }

  private isOnThisMachine(check: EndpointCheck): boolean {
    return check.marker !== undefined || this.loopbackOf(check) !== undefined;
  }

  private loopbackOf({ name }: EndpointCheck): string | undefined {
    return this.props.zones.resolve(name, "A", defaultPlace())?.addresses[0];
  }

  private targetOf(check: EndpointCheck, checkerRegion: string): ProbeTarget | undefined {
    const { terraform, endpointAt, bucketsAt } = this.props;
    const { name, probe, marker } = check;
    const endpoint = marker === undefined ? endpointAt(this.loopbackOf(check) ?? "") : bucketsAt();
    const attributes = terraform.resources.get(check.address)?.attributes;
    if (endpoint === undefined || attributes === undefined) {
      return undefined;
    }
    const path = attributes.knownText("resource_path") ?? "/";
    return {
      protocol: probe.protocol,
      endpoint,
      name,
      path: path.startsWith("/") ? path : `/${path}`,
      searchString: attributes.knownText("search_string"),
      sourceAddress: checkerAddress(checkerRegion),
    };
  }
}

function endpointCheck(
  { address, probe, disabled }: HealthCheck,
  markers: readonly EvacuationMarker[],
): EndpointCheck[] {
  if (probe.kind !== "endpoint" || disabled) {
    return [];
  }
  const name = probe.host.name ?? probe.host.endpoint.id;
  const marker = markers.find(({ check }) => check === address);
  return [{ address, probe, name, marker, failure: undefined }];
}
