import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The actual address of a server. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface ListeningServer extends Endpoint {
  readonly server: Server;
  readonly url: string;
  close(): Promise<void>;
}

/** Handles a request. If it throws, the client gets status 500, and the server keeps running. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/**
 * Starts an HTTP server. It keeps idle connections open, because a request sent while one closes is lost.
 *
 * @param answering - a handler of requests, or a server
 * @param port - 0 for any free one
 * @throws the system's error, such as EADDRINUSE
 */
export async function listen(
  answering: Handler | Server,
  host = "127.0.0.1",
  port = 0,
): Promise<ListeningServer> {
  const server = typeof answering === "function" ? serverOf(answering) : answering;
  server.keepAliveTimeout = 0;
  await once(server.listen(port, host), "listening");
  const bound = portOf(server.address());
  return {
    server,
    host,
    port: bound,
    url: `http://${host}:${bound}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function serverOf(handler: Handler): Server {
  return createServer(async (request, response) => {
    try {
      await handler(request, response);
    } catch (error) {
      if (response.headersSent) {
        response.destroy();
      } else {
        response.writeHead(500, { "Content-Type": "text/plain" }).end(`${error}\n`);
      }
    }
  });
}

/** A server on this machine, from its start to its stop. */
export abstract class LocalServer {
  protected abstract readonly answering: Handler | Server;
  protected listening: ListeningServer | undefined;

  /** Empty before the start. */
  get url(): string {
    return this.listening?.url ?? "";
  }

  get port(): number {
    return this.listening?.port ?? 0;
  }

  /** The actual address; undefined before the start. */
  get endpoint(): Endpoint | undefined {
    return this.listening;
  }

  /** @throws the system's error, such as EADDRINUSE */
  async start(port = 0, host?: string): Promise<void> {
    this.listening = await listen(this.answering, host, port);
  }

  async stop(): Promise<void> {
    await this.listening?.close();
  }
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") {
    throw new Error("the server listens on no port");
  }
  return address.port;
}

/** @param most - the bytes to keep; the rest is read and dropped */
export async function readBody(request: IncomingMessage, most = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (bytes < most) {
      chunks.push(chunk);
      bytes += chunk.length;
    }
  }
  return Buffer.concat(chunks);
}

/** Returns the headers as received. */
export function headerPairs({ rawHeaders }: IncomingMessage): [name: string, value: string][] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""]] : []));
}

/** Returns the system's error code, such as EADDRINUSE. */
export function errorCode(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
