import type { Parameters } from "./parameters";
import type { Request } from "./request";

/** A request whose parameters are validated against the OpenAPI document. */
export interface Call {
  readonly parameters: Parameters;
  readonly request: Request;
  readonly now: Date;
}

export interface Answer {
  readonly contentType: string;
  readonly body: string;
  /** Seconds for which clients may cache the answer. Undefined: it must not be cached. */
  readonly cacheSeconds?: number;
  /** The content that identifies the answer, if `body` also contains fields that change with time. */
  readonly identity?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
