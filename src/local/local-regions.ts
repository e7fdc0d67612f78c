import {
  type EvacuationMarker,
  evacuationFigures,
  evacuationMarkers,
  PLACES,
  type Place,
  RESOURCE_TTL_SECONDS,
  readZones,
} from "../route53";
import { Buckets, Evacuations } from "./buckets";
import { Clock } from "./clock";
import { demoPath, healthCheckPaths } from "./demo-users";
import { Events } from "./events";
import { Faults } from "./faults";
import { proxyEnvironment } from "./functions/execution-environment";
import type { LocalInternet } from "./functions/function-process";
import type { Invoked } from "./functions/function-versions";
import { Functions } from "./functions/functions";
import { RegionalGateway } from "./gateway/regional-gateway";
import { RestApi } from "./gateway/rest-api";
import { Load } from "./load";
import { LocalService } from "./local-service";
import { Metrics } from "./metrics";
import type { RegionState } from "./region-state";
import { placeNear } from "./routing/client-places";
import { Edge, PLACE_HEADER } from "./routing/edge";
import { HealthCheckers } from "./routing/health-checkers";
import { HostedZones } from "./routing/hosted-zones";
import { LoopbackAddresses } from "./routing/loopback-addresses";
import { NameServer } from "./routing/name-server";
import { StubResolver } from "./routing/stub-resolver";
import { Schedules } from "./schedules";
import type { Service } from "./service";
import type { FunctionModel } from "./stack/functions";
import type { Stack } from "./stack/stack";
import { GlobalTables } from "./tables/global-tables";

export interface LocalRegionsProps {
  readonly stack: Stack;
  /** Seconds of the regions' time in one real second. */
  readonly speed: number;
  /** The edge's port, before those of the controls, the name server and S3; 0 for free ones. */
  readonly port: number;
  /** Whether functions reach the internet. */
  readonly live: boolean;
  /** @default - only the stack */
  readonly service?: Service;
  /** Whether to run the program that loads the service's data, in the background. @default false */
  readonly load?: boolean;
}

/** The regions of a stack, running on this machine. */
export class LocalRegions {
  readonly stack: Stack;
  readonly service: Service;
  readonly events = new Events();
  readonly clock: Clock;
  readonly tables: GlobalTables;
  readonly functions: Functions;
  readonly schedules: Schedules;
  readonly buckets: Buckets;
  readonly zones: HostedZones;
  readonly nameServer: NameServer;
  readonly faults: Faults;
  readonly evacuations: Evacuations;
  readonly metrics: Metrics;
  /** The parts of the service that run on this machine. */
  readonly local: LocalService;
  /** Sends requests from all places in turn. */
  readonly load: Load;
  /** Settles when the service's data is loaded or loading failed. */
  loaded: Promise<void> = Promise.resolve();
  /** Observes which version of a function answers a request to an API, and how. @default - none */
  onInvocation: ((region: string, requestId: string, invoked: Invoked) => void) | undefined;
  /** The parts of the stack that are not supported locally, as sentences. */
  readonly notes: readonly string[];
  private readonly addresses: LoopbackAddresses;
  private readonly gateways: ReadonlyMap<string, RegionalGateway>;
  private readonly checkers: HealthCheckers;
  private readonly markers: readonly EvacuationMarker[];
  private readonly resolver: StubResolver;
  private readonly edge: Edge;
  private stopping: Promise<void> | undefined;

  constructor(private readonly props: LocalRegionsProps) {
    const { stack, service = {}, speed } = props;
    const { terraform, regions } = stack;
    this.stack = stack;
    this.service = service;
    this.clock = new Clock(speed);
    this.local = new LocalService(service, props.live);
    this.addresses = new LoopbackAddresses(regions);
    const zones = readZones(terraform);
    this.zones = new HostedZones(zones, this.addresses);
    this.markers = zones.flatMap(evacuationMarkers);
    this.buckets = new Buckets(this.markers.map(({ bucket, region }) => ({ name: bucket, region })));
    this.evacuations = new Evacuations(this.markers, this.buckets);
    this.tables = new GlobalTables(regions, stack.tables, this.clock, this.events);
    this.functions = new Functions(stack.functions, this.events);
    this.metrics = new Metrics(this.clock, this.events);
    const invoke = async (target: FunctionModel, payload: string, requestId?: string) => {
      const invoked = await this.functions.invoke(target, payload);
      this.metrics.putInvocation(target, invoked);
      if (requestId !== undefined) {
        this.onInvocation?.(target.region, requestId, invoked);
      }
      return invoked;
    };
    const apis = stack.restApis.map(
      (model) =>
        new RestApi({
          model,
          functions: stack.functions,
          invoke,
          clock: this.clock,
          fails: (path) => this.faults.fails(model.region, path),
          onResponse: (response) => this.metrics.putResponse(model, response),
        }),
    );
    this.gateways = new Map(
      regions.map((region) => [
        region,
        new RegionalGateway(apis.filter(({ model }) => model.region === region)),
      ]),
    );
    this.faults = new Faults(
      this.gateways,
      this.functions,
      this.tables,
      this.buckets,
      healthCheckPaths(terraform),
    );
    this.schedules = new Schedules(stack.schedules, invoke, this.clock, this.events);
    this.nameServer = new NameServer(this.zones, this.clock);
    this.resolver = new StubResolver(this.nameServer);
    const endpointAt = (address: string) => this.endpointAt(address);
    this.edge = new Edge({
      resolver: this.resolver,
      name: stack.name,
      names: this.names,
      addresses: this.addresses,
      endpointAt,
      events: this.events,
    });
    const path = demoPath(this);
    this.load = new Load((n) => this.urlOf(path, PLACES[n % PLACES.length]?.name ?? ""));
    this.checkers = new HealthCheckers({
      zones: this.zones,
      terraform,
      clock: this.clock,
      events: this.events,
      endpointAt,
      markers: this.markers,
      bucketsAt: () => this.buckets.endpoint,
    });
    this.notes = [...stack.notes, ...this.zones.notes, ...this.checkers.notes];
  }

  /** @throws StackError, or the system's error, such as EADDRINUSE; nothing is left running then */
  async start(): Promise<void> {
    try {
      await this.startAll();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  get regions(): readonly string[] {
    return this.stack.regions;
  }

  /** The URL at which clients reach the API. */
  get url(): string {
    return this.edge.url;
  }

  /** Returns the URL of a client's request from a place. */
  urlOf(path: string, place: string): string {
    return `${this.url}${path}${path.includes("?") ? "&" : "?"}place=${encodeURIComponent(place)}`;
  }

  get dnsPort(): number {
    return this.nameServer.port;
  }

  /** The name that the edge resolves. */
  get name(): string {
    return this.stack.name;
  }

  /** Changes the speed. Resolvers drop their caches, whose TTLs count at the old speed. */
  setSpeed(speed: number): void {
    this.clock.speed = speed;
    this.resolver.forget();
  }

  /** Returns the region that serves clients in each place, by their resolver's cache or Route 53's answer. */
  answers(): Map<string, string | undefined> {
    return new Map(
      PLACES.map((place) => {
        const kept = this.resolver.cached(this.name, place);
        return [place.name, kept === undefined ? this.regionFor(place) : this.addresses.regionAt(kept)];
      }),
    );
  }

  /** Returns the region that clients are routed to now, or undefined if there is none. */
  regionFor(place: Place): string | undefined {
    const [address] = this.zones.resolve(this.name, "A", place)?.addresses ?? [];
    return address === undefined ? undefined : this.addresses.regionAt(address);
  }

  /**
   * Returns the seconds of the regions' time from a failure until the last client has moved: the slowest health check's
   * failed requests, then the TTL of an answer given just before.
   */
  get failoverSeconds(): number {
    const detection = this.zones.checks.map(({ probe }) =>
      probe.kind === "endpoint" ? probe.intervalSeconds * probe.failureThreshold : 0,
    );
    return Math.max(0, ...detection) + RESOURCE_TTL_SECONDS;
  }

  /** Returns the seconds of the regions' time until the last client has left an evacuated region. */
  evacuationSeconds(region: string): number {
    return evacuationFigures(this.markers, region)?.seconds ?? 0;
  }

  state(): RegionState[] {
    return this.regions.map((region) => {
      const address = this.addresses.of(region) ?? "";
      return {
        region,
        address,
        healthy: this.checkers.isHealthy(address),
        checkFailure: this.checkers.failureAt(address),
        evacuated: this.evacuations.of(region),
        processes: this.functions.processes(region),
        ...this.faults.of(region),
      };
    });
  }

  /** Ends everything. Can be called repeatedly. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    this.load.stop();
    this.local.stopLoading();
    await this.loaded;
    // Schedules and health checks end with the clock.
    this.clock.stop();
    await this.edge.stop();
    await Promise.all([...this.gateways.values()].map((gateway) => gateway.stop()));
    await this.functions.stop();
    await this.tables.stop();
    await this.nameServer.stop();
    await this.local.stop();
    await this.buckets.stop();
  }

  private async startAll(): Promise<void> {
    const { port, live, load } = this.props;
    await this.nameServer.start(port === 0 ? 0 : port + 2);
    await this.buckets.start(port === 0 ? 0 : port + 3);
    await this.edge.start(port);
    for (const [region, gateway] of this.gateways) {
      await gateway.start(this.edge.port, this.addresses.of(region) ?? "127.0.0.1");
    }
    await Promise.all([this.tables.start(), this.local.start()]);
    await this.functions.start(
      ({ region }) => ({
        ...(live ? proxyEnvironment() : {}),
        AWS_ENDPOINT_URL_DYNAMODB: this.tables.in(region).url,
        AWS_ENDPOINT_URL_SSM: this.local.parametersUrl,
      }),
      ({ region }) => this.internetOf(region),
    );
    await this.schedules.start();
    this.checkers.start();
    this.edge.open();
    if (load) {
      this.loaded = this.local.load(this.stack, this.tables, this.events);
    }
  }

  /** The API's domain names. */
  private get names(): readonly string[] {
    return this.stack.restApis.flatMap(({ domains }) => domains.map(({ name }) => name));
  }

  /** Returns the service's origins, and the API as clients in the region reach it; undefined for the real internet. */
  private internetOf(region: string): LocalInternet | undefined {
    const origins = this.local.internet();
    const api = { port: this.edge.port, headers: { [PLACE_HEADER]: placeNear(region).name } };
    return (
      origins && { ...origins, ...Object.fromEntries(this.names.map((name) => [`https://${name}`, api])) }
    );
  }

  private endpointAt(address: string) {
    const region = this.addresses.regionAt(address);
    return region === undefined ? undefined : this.gateways.get(region)?.endpoint;
  }
}
