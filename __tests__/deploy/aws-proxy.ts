import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A call of an AWS API. */
export interface AwsCall {
  readonly region: string;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
}

/** A proxy in front of the stand-in for AWS. */
export abstract class AwsProxy {
  private readonly server: Server;

  constructor(private readonly standin: URL) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  end(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** Whether the connection of a call is dropped. */
  protected refuses(_call: AwsCall): boolean {
    return false;
  }

  /** Acts after a successful call, before its response. */
  protected async succeeded(_call: AwsCall): Promise<void> {}

  /** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const scope = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? "");
    const [, region = "unknown", service = "unknown"] = scope ?? [];
    const { method = "GET", url: path = "/", headers } = request;
    const call = { region, service, method, path, body: await buffer(request) };
    if (this.refuses(call)) {
      request.socket.destroy();
      return;
    }
    const { hostname, port } = this.standin;
    const sent = forward({ hostname, port, method, path, headers }, async (answer) => {
      const { statusCode = 502 } = answer;
      if (statusCode < 300) {
        await this.succeeded(call);
      }
      response.writeHead(statusCode, answer.headers);
      answer.pipe(response);
    });
    sent.on("error", () => request.socket.destroy());
    sent.end(call.body);
  }
}
