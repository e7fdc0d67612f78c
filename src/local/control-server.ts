import type { IncomingMessage, ServerResponse } from "node:http";
import { CommandError, carryOut, commandHelp } from "./commands";
import { type ListeningServer, listen, readBody } from "./http";
import type { LocalRegions } from "./local-regions";

const MOST_CHARACTERS = 1000;

/**
 * The controls over HTTP: `GET /` answers how everything is, `POST /` carries out the command in its body, and
 * `GET /events` goes on with a line of JSON for each event.
 */
export class ControlServer {
  private listening: ListeningServer | undefined;

  constructor(private readonly regions: LocalRegions) {}

  /** @throws the system's error, such as EADDRINUSE */
  async start(port: number): Promise<void> {
    this.listening = await listen(
      (request, response) => void this.handle(request, response),
      "127.0.0.1",
      port,
    );
  }

  get url(): string {
    return this.listening?.url ?? "";
  }

  async stop(): Promise<void> {
    await this.listening?.close();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "Content-Type": "application/json" }).end(`${JSON.stringify(body)}\n`);
    const what = `${request.method} ${request.url}`;
    if (what === "GET /") {
      answer(200, overview(this.regions));
    } else if (what === "GET /events") {
      response.writeHead(200, { "Content-Type": "application/x-ndjson" });
      response.flushHeaders();
      const stop = this.regions.events.on((event) => response.write(`${JSON.stringify(event)}\n`));
      response.once("close", stop);
    } else if (what === "POST /") {
      try {
        const line = String(await readBody(request)).slice(0, MOST_CHARACTERS);
        answer(200, { done: await carryOut(line, this.regions) });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        answer(error instanceof CommandError ? 400 : 500, {
          error: message,
          commands: commandHelp(this.regions),
        });
      }
    } else {
      answer(404, { error: `${what} is none of GET /, GET /events, POST /` });
    }
  }
}

/** How everything is. */
export function overview(regions: LocalRegions) {
  return {
    url: regions.url,
    name: regions.name,
    dns: `127.0.0.1:${regions.dnsPort}`,
    s3: regions.bucketsUrl,
    speed: regions.clock.speed,
    service: regions.serviceNotes,
    regions: regions.state(),
    cuts: regions.faults.cuts(),
    notes: regions.notes,
    withoutEffect: regions.stack.withoutEffect,
  };
}
