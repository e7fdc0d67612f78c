import { CHECKER_REGION_NAMES, checkerAddress } from "../../aws";
import type { EvacuationMarker, HealthCheck, Probe } from "../../route53";
import type { Terraform } from "../../terraform";
import type { Clock } from "../clock";
import type { Events } from "../events";
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
  readonly endpointAt: (address: string) => Destination | undefined;
  readonly markers: readonly EvacuationMarker[];
  /** Returns the actual address of S3. */
  readonly bucketsAt: () => Destination | undefined;
}

interface Destination {
  readonly host: string;
  readonly port: number;
}

/**
 * Route 53's health checkers: one per checker region (Route 53 has several), each at its own moment of the interval,
 * because Route 53 does not coordinate them.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
export class HealthCheckers {
  private readonly stops: (() => void)[] = [];
  /** Why the last request of each check failed, by the check's address. */
  private readonly failures = new Map<string, string>();
  private readonly checks: readonly { readonly check: HealthCheck; readonly probe: EndpointProbe }[];

  constructor(private readonly props: HealthCheckersProps) {
    this.checks = props.zones.checks.flatMap((check) =>
      check.probe.kind === "endpoint" && !check.disabled ? [{ check, probe: check.probe }] : [],
    );
  }

  /** Endpoints that cannot be checked locally, and therefore count as healthy, as sentences. */
  get notes(): string[] {
    return this.checks
      .filter(({ check, probe }) => !this.isOnThisMachine(check, probe))
      .map(({ check, probe }) => `${check.address}: ${nameOf(probe)} is not available locally; not checked`);
  }

  start(): void {
    for (const { check, probe } of this.checks) {
      if (this.isOnThisMachine(check, probe)) {
        this.startChecking(check, probe);
      }
    }
  }

  /** Returns whether Route 53 considers an address healthy; undefined if it has no health check. */
  isHealthy(address: string): boolean | undefined {
    const own = this.checksOf(address);
    return own.length === 0
      ? undefined
      : own.every(({ check }) => !this.props.zones.health.has(check.address));
  }

  /**
   * Returns why the last request to an address failed; undefined if it succeeded. An address becomes unhealthy only
   * after several failures.
   */
  failureAt(address: string): string | undefined {
    return this.checksOf(address)
      .map(({ check }) => this.failures.get(check.address))
      .find((failure) => failure !== undefined);
  }

  stop(): void {
    for (const stop of this.stops) {
      stop();
    }
  }

  private checksOf(address: string) {
    return this.checks.filter(
      ({ check, probe }) => this.markerOf(check) === undefined && this.addressOf(probe) === address,
    );
  }

  private note({ address }: HealthCheck, failure: string | undefined): void {
    if (failure === undefined) {
      this.failures.delete(address);
    } else {
      this.failures.set(address, failure);
    }
  }

  private startChecking(check: HealthCheck, probe: EndpointProbe): void {
    const { clock, zones, events } = this.props;
    const regions = probe.checkerRegions.length === 0 ? CHECKER_REGION_NAMES : probe.checkerRegions;
    const marker = this.markerOf(check);
    let wasHealthy = marker === undefined;
    const checkers = regions.map(() => new Checker(probe.failureThreshold, wasHealthy));
    for (const [index, checker] of checkers.entries()) {
      const ask = async () => {
        if (checker.isAsking) {
          return;
        }
        checker.isAsking = true;
        const target = this.targetOf(check, probe, regions[index] ?? "");
        const failure = target === undefined ? NOWHERE : await failureOf(target);
        checker.saw(failure === undefined);
        this.note(check, failure);
        checker.isAsking = false;
        const healthy = checkers.filter((one) => one.healthy).length > HEALTHY_SHARE * checkers.length;
        if (healthy !== wasHealthy) {
          wasHealthy = healthy;
          zones.observe(check.address, healthy);
          const reason = healthy ? undefined : failure;
          events.emit(
            marker === undefined
              ? { type: "health", check: check.address, name: nameOf(probe), healthy, reason }
              : { type: "marker", region: marker.evacuates, seenIn: marker.region, found: healthy },
          );
        }
      };
      const first = (probe.intervalSeconds * (index + 1)) / checkers.length;
      this.stops.push(clock.every(probe.intervalSeconds, () => void ask(), first));
    }
  }

  private markerOf({ address }: HealthCheck): EvacuationMarker | undefined {
    return this.props.markers.find(({ check }) => check === address);
  }

  private isOnThisMachine(check: HealthCheck, probe: EndpointProbe): boolean {
    return this.markerOf(check) !== undefined || this.addressOf(probe) !== undefined;
  }

  private addressOf(probe: EndpointProbe): string | undefined {
    return this.props.zones.resolve(nameOf(probe), "A", defaultPlace())?.addresses[0];
  }

  private targetOf(check: HealthCheck, probe: EndpointProbe, checkerRegion: string): ProbeTarget | undefined {
    const { terraform, endpointAt, bucketsAt } = this.props;
    const name = nameOf(probe);
    const address = this.addressOf(probe);
    const endpoint =
      this.markerOf(check) !== undefined
        ? bucketsAt()
        : address === undefined
          ? undefined
          : endpointAt(address);
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

function nameOf({ host }: EndpointProbe): string {
  return host.name ?? host.endpoint.id;
}
