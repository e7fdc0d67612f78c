import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { jsonIn } from "../terraform";
import type { Events } from "./events";
import { LOCAL_INTERNET, type LocalInternet } from "./functions/function-process";
import { type Handler, type ListeningServer, listen, readBody } from "./http";
import type { RunningService, Service, ServiceCommand } from "./service";
import type { Stack } from "./stack/stack";
import type { GlobalTables } from "./tables/global-tables";

/** The project's folder, as seen from here and from the bundle in dist/local. */
const PROJECT = join(__dirname, "..", "..");

/** The local parts of a stack's service, while its regions run: origins, parameters, commands and data. */
export class LocalService {
  private readonly loading = new AbortController();
  private running: RunningService = {};
  private parameters: ListeningServer | undefined;
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
    return this.parameters?.url ?? "";
  }

  async start(): Promise<void> {
    this.running = (await this.service.start?.({ live: this.live })) ?? {};
    const { origins = {}, parameter = () => undefined } = this.running;
    this.parameters = await listen(parameterStore(parameter));
    this.origins = this.live
      ? undefined
      : await listen((request, response) => origins[`https://${request.headers.host}`]?.(request, response));
  }

  async stop(): Promise<void> {
    await this.origins?.close();
    await this.parameters?.close();
  }

  /** Returns the local replacements of the service's origins; undefined for the real internet. */
  internet(): LocalInternet | undefined {
    const { origins } = this;
    const names = Object.keys(this.running.origins ?? {});
    return origins && Object.fromEntries(names.map((name) => [name, { port: origins.port, headers: {} }]));
  }

  /** Loads the service's data into the first table's home region, at a rate that leaves capacity for requests. */
  async load({ tables: [table] }: Stack, tables: GlobalTables, events: Events): Promise<void> {
    const { load } = this.running;
    const [region] = table?.regions ?? [];
    if (load === undefined || table === undefined || region === undefined) {
      return;
    }
    const { signal } = this.loading;
    try {
      await promisify(execFile)(
        process.execPath,
        ["--require", LOCAL_INTERNET, ...load.program(table.name)],
        {
          cwd: PROJECT,
          signal,
          env: {
            AWS_REGION: region,
            AWS_ACCESS_KEY_ID: "local",
            AWS_SECRET_ACCESS_KEY: "local",
            AWS_ENDPOINT_URL_DYNAMODB: tables.in(region).url,
            LOCAL_INTERNET: JSON.stringify(this.internet()),
          },
        },
      );
      events.emit({ type: "control", text: `${load.what} are loaded` });
    } catch {
      // Ended with the regions, or by an injected fault.
      if (!signal.aborted) {
        events.emit({ type: "control", text: `${region}: loading ${load.what} failed` });
      }
    }
  }

  stopLoading(): void {
    this.loading.abort();
  }
}

const parameters = z.object({ Name: z.string() });

/**
 * Serves Systems Manager's Parameter Store, as functions read it.
 *
 * @param find - returns undefined for a parameter that does not exist
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
function parameterStore(find: (name: string) => string | undefined): Handler {
  return async (request, response) => {
    const isRead = request.headers["x-amz-target"] === "AmazonSSM.GetParameter";
    const { Name: name = "" } = parameters.safeParse(jsonIn(String(await readBody(request)))).data ?? {};
    const value = isRead ? find(name) : undefined;
    response.writeHead(value === undefined ? 400 : 200, { "Content-Type": "application/x-amz-json-1.1" });
    response.end(
      JSON.stringify(
        value === undefined
          ? { __type: isRead ? "ParameterNotFound" : "UnknownOperationException" }
          : { Parameter: { Type: "SecureString", Value: value } },
      ),
    );
  };
}
