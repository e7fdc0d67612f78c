import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Events } from "./events";
import { LOCAL_INTERNET, type LocalInternet } from "./functions/function-process";
import { type ListeningServer, listen } from "./http";
import { ParameterStore } from "./parameter-store";
import type { RunningService, Service, ServiceCommand } from "./service";
import type { Stack } from "./stack/stack";
import type { GlobalTables } from "./tables/global-tables";

/** The project's folder, as seen from here and from the bundle in dist/local. */
const PROJECT = join(__dirname, "..", "..");

/** The local parts of a stack's service, while its regions run: origins, parameters, commands and data. */
export class LocalService {
  /** Settles when the service's data is loaded or loading failed. */
  loaded: Promise<void> | undefined;
  private readonly parameters = new ParameterStore();
  private readonly loading = new AbortController();
  private running: RunningService = {};
  private origins: ListeningServer | undefined;

  /** @param live - whether functions reach the internet */
  constructor(
    private readonly service: Service,
    private readonly live: boolean,
  ) {}

  get commands(): Readonly<Record<string, ServiceCommand>> {
    return this.running.commands ?? {};
  }

  /** Sentences about the service. */
  get notes(): readonly string[] {
    return this.running.notes ?? [];
  }

  /** The URL of the Parameter Store. */
  get parametersUrl(): string {
    return this.parameters.url;
  }

  async start(): Promise<void> {
    this.running = (await this.service.start?.({ live: this.live })) ?? {};
    const { origins = {}, parameter = () => undefined } = this.running;
    await this.parameters.start(parameter);
    this.origins = this.live
      ? undefined
      : await listen((request, response) => origins[`https://${request.headers.host}`]?.(request, response));
  }

  async stop(): Promise<void> {
    await this.origins?.close();
    await this.parameters.stop();
  }

  /** Returns the local replacements of the service's origins; undefined for the real internet. */
  internet(): LocalInternet | undefined {
    const { origins } = this;
    return (
      origins &&
      Object.fromEntries(
        Object.keys(this.running.origins ?? {}).map((origin) => [
          origin,
          { port: origins.port, headers: {} },
        ]),
      )
    );
  }

  /** Starts to load the service's data into the first table's home region. */
  load({ tables: [table] }: Stack, tables: GlobalTables, events: Events): void {
    const { load } = this.running;
    const [region] = table?.regions ?? [];
    if (load !== undefined && table !== undefined && region !== undefined) {
      this.loaded = this.runProgram(load, table.name, region, tables.in(region).url, events);
    }
  }

  /** Ends the loading of data. */
  async stopLoading(): Promise<void> {
    this.loading.abort();
    await this.loaded;
  }

  /** Runs the service's program, at a rate that leaves capacity for requests. */
  private async runProgram(
    { what, program }: NonNullable<RunningService["load"]>,
    table: string,
    region: string,
    database: string,
    events: Events,
  ): Promise<void> {
    const { signal } = this.loading;
    try {
      await promisify(execFile)(process.execPath, ["--require", LOCAL_INTERNET, ...program(table)], {
        cwd: PROJECT,
        signal,
        env: {
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: "local",
          AWS_SECRET_ACCESS_KEY: "local",
          AWS_ENDPOINT_URL_DYNAMODB: database,
          LOCAL_INTERNET: JSON.stringify(this.internet()),
        },
      });
      events.emit({ type: "control", text: `${what} are loaded` });
    } catch {
      // Ended with the regions, or by an injected fault.
      if (!signal.aborted) {
        events.emit({ type: "control", text: `${region}: loading ${what} failed` });
      }
    }
  }
}
