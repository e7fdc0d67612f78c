import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** An AWS whose calls to one region are cut off: a proxy in front of the stand-in. */
export class RegionOutage {
  /** The services that were called in the region. */
  readonly refused: string[] = [];
  private readonly server: Server;

  private constructor(
    private readonly standin: URL,
    private readonly region: string,
  ) {
    this.server = createServer((request, response) => this.answer(request, response));
  }

  static async start(standin: string, region: string): Promise<RegionOutage> {
    const outage = new RegionOutage(new URL(standin), region);
    await new Promise<void>((resolve) => outage.server.listen(0, "127.0.0.1", resolve));
    return outage;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  end(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
  private answer(request: IncomingMessage, response: ServerResponse): void {
    const scope = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? "");
    const [, region, service = "unknown"] = scope ?? [];
    if (region === this.region) {
      this.refused.push(service);
      request.socket.destroy();
      return;
    }
    const { hostname, port } = this.standin;
    const { method, url: path, headers } = request;
    const call = forward({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    call.on("error", () => request.socket.destroy());
    request.pipe(call);
  }
}
