import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { messageOf } from "../command";
import { CommandError } from "./command-arguments";
import { carryOut, commandHelp } from "./command-line";
import { Feed } from "./feed";
import { type Handler, LocalServer, readBody } from "./http";
import type { LocalRegions } from "./local-regions";
import { explanation, overview } from "./overview";
import { refusal } from "./own-requests";

const MOST_CHARACTERS = 1000;
/** The buffer limit of a client of `GET /events`; slower clients are disconnected. */
const MOST_BUFFERED = 16 * 1024 * 1024;

/** The page's files, beside the bundle: src/build/page.js. */
const PAGE = join(__dirname, "page");
const FILES: Readonly<Record<string, { readonly name: string; readonly type: string }>> = {
  "/": { name: "index.html", type: "text/html" },
  "/page.js": { name: "page.js", type: "text/javascript" },
  "/page.css": { name: "page.css", type: "text/css" },
};

/**
 * No other page may frame this one, read its answers, or run a script in it.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CSP
 */
const SECURITY_HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};

/**
 * The controls over HTTP: `GET /` returns the state, `POST /` runs the command in its body, `GET /events` streams one
 * line of JSON per event, and `GET /why?place=Dublin` returns the rules behind a client's DNS answer. Browsers get a
 * page that uses them.
 */
export class ControlServer extends LocalServer {
  protected readonly answering: Handler = (request, response) => this.handle(request, response);
  private readonly feed: Feed;

  constructor(private readonly regions: LocalRegions) {
    super();
    this.feed = new Feed(regions);
  }

  override async start(port: number): Promise<void> {
    await super.start(port);
    this.feed.start();
  }

  override async stop(): Promise<void> {
    this.feed.stop();
    await super.stop();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      response.setHeader(name, value);
    }
    const reply = (status: number, body: object) =>
      response
        .writeHead(status, { "Content-Type": "application/json", Vary: "Accept" })
        .end(`${JSON.stringify(body)}\n`);
    const refused = refusal(request, this.port);
    if (refused !== undefined) {
      reply(403, { error: refused });
      return;
    }
    // A path such as // is not a URL by itself.
    const { pathname, searchParams } = new URL(`${this.url}${request.url}`);
    const call = `${request.method} ${pathname}`;
    const accepts = (type: string) => request.headers.accept?.includes(type) === true;
    const file = request.method === "GET" ? FILES[pathname] : undefined;
    if (file !== undefined && (pathname !== "/" || accepts("text/html"))) {
      await sendFile(response, file);
    } else if (call === "GET /") {
      reply(200, overview(this.regions));
    } else if (call === "GET /events" && accepts("text/event-stream")) {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      this.feed.attach(response);
    } else if (call === "GET /events") {
      this.sendEvents(response);
    } else if (call === "GET /why") {
      const named = searchParams.get("place") ?? "";
      const why = explanation(this.regions, named);
      reply(why === undefined ? 400 : 200, why ?? { error: `place: ${JSON.stringify(named)} is not a city` });
    } else if (call === "POST /") {
      await this.command(request, reply);
    } else {
      reply(404, { error: `${call} is not one of GET /, GET /events, GET /why, POST /` });
    }
  }

  private sendEvents(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "application/x-ndjson" });
    response.flushHeaders();
    const stop = this.regions.events.on((event) => {
      response.write(`${JSON.stringify(event)}\n`);
      if (response.writableLength > MOST_BUFFERED) {
        response.destroy();
      }
    });
    response.once("close", stop);
  }

  private async command(request: IncomingMessage, reply: (status: number, body: object) => void) {
    try {
      const line = String(await readBody(request, MOST_CHARACTERS)).slice(0, MOST_CHARACTERS);
      reply(200, { done: await carryOut(line, this.regions) });
    } catch (error) {
      reply(error instanceof CommandError ? 400 : 500, {
        error: messageOf(error),
        commands: commandHelp(this.regions),
      });
    }
  }
}

async function sendFile(response: ServerResponse, { name, type }: { name: string; type: string }) {
  const text = await readFile(join(PAGE, name)).catch(() => undefined);
  if (text === undefined) {
    response
      .writeHead(404, { "Content-Type": "text/plain" })
      .end("The page is not built: node src/build/build.js\n");
    return;
  }
  response.writeHead(200, { "Content-Type": `${type}; charset=utf-8`, Vary: "Accept" }).end(text);
}
