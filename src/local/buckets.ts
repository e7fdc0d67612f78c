import type { IncomingMessage, ServerResponse } from "node:http";
import { userName } from "../command";
import { type Evacuated, type EvacuationMarker, markerText, readMarker } from "../route53";
import { type Handler, LocalServer, readBody } from "./http";

/** A bucket of the stack. */
export interface BucketModel {
  readonly name: string;
  readonly region: string;
}

/**
 * A local S3 for small objects, over HTTP. Objects are put, read and deleted by path, with the bucket's name in the
 * path or in the host name.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export class Buckets extends LocalServer {
  protected readonly answering: Handler = (request, response) => this.handle(request, response);
  /** By bucket and key, such as `bucket/a/key`. */
  readonly objects = new Map<string, Buffer>();
  private readonly failed = new Set<string>();

  constructor(private readonly buckets: readonly BucketModel[]) {
    super();
  }

  /** Drops connections to a region's buckets. */
  fail(region: string): void {
    this.failed.add(region);
  }

  heal(region: string): void {
    this.failed.delete(region);
  }

  isFailed(region: string): boolean {
    return this.failed.has(region);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Programs send no origin. A page in the user's browser must not evacuate a region.
    if (request.headers.origin !== undefined) {
      refuse(response, 403, "AccessDenied");
      return;
    }
    const [path = "/"] = (request.url ?? "/").split("?");
    const host = (request.headers.host ?? "").replace(/:\d+$/, "");
    const byHost = this.buckets.find(({ name }) => host.startsWith(`${name}.s3`));
    const names = decodeURIComponent(path).slice(1).split("/");
    const bucket = byHost ?? this.buckets.find(({ name }) => name === names[0]);
    const key = names.slice(byHost === undefined ? 1 : 0).join("/");
    if (bucket !== undefined && this.failed.has(bucket.region)) {
      request.destroy();
      return;
    }
    if (bucket === undefined || key === "") {
      refuse(response, 404, bucket === undefined ? "NoSuchBucket" : "NoSuchKey");
      return;
    }
    const name = `${bucket.name}/${key}`;
    switch (request.method) {
      case "PUT":
        this.objects.set(name, await readBody(request));
        response.writeHead(200).end();
        return;
      case "DELETE":
        this.objects.delete(name);
        response.writeHead(204).end();
        return;
      case "GET":
      case "HEAD": {
        const found = this.objects.get(name);
        if (found === undefined) {
          refuse(response, 404, "NoSuchKey");
        } else {
          response.writeHead(200, { "Content-Length": found.length }).end(found);
        }
        return;
      }
      default:
        refuse(response, 405, "MethodNotAllowed");
    }
  }
}

/** The markers of evacuated regions, in the buckets of this machine. */
export class Evacuations {
  constructor(
    private readonly markers: readonly EvacuationMarker[],
    private readonly buckets: Buckets,
  ) {}

  /** Returns who evacuated a region, or undefined if no marker of it is readable. */
  of(region: string): Evacuated | undefined {
    return this.reachable(region)
      .map((marker) => {
        const object = this.buckets.objects.get(nameOf(marker));
        return object && readMarker(marker, object.toString());
      })
      .find((evacuated) => evacuated !== undefined);
  }

  canEvacuate(region: string): boolean {
    return this.reachable(region).length > 0;
  }

  evacuate(region: string, at: Date, reason: string): void {
    const text = markerText(region, { by: userName(), at: at.toISOString(), reason });
    for (const marker of this.reachable(region)) {
      this.buckets.objects.set(nameOf(marker), Buffer.from(text));
    }
  }

  undo(region: string): void {
    for (const marker of this.reachable(region)) {
      this.buckets.objects.delete(nameOf(marker));
    }
  }

  /** The readable markers of a region. */
  private reachable(evacuated: string): readonly EvacuationMarker[] {
    return this.markers.filter(
      ({ evacuates, region }) => evacuates === evacuated && !this.buckets.isFailed(region),
    );
  }
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response
    .writeHead(status, { "Content-Type": "application/xml" })
    .end(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
    );
}

function nameOf({ bucket, key }: EvacuationMarker): string {
  return `${bucket}/${key}`;
}
