import type { Parameters } from "./parameters";
import type { Request } from "./request";

/** A request whose parameters have been held against the OpenAPI document. */
export interface Call {
  readonly parameters: Parameters;
  readonly request: Request;
  readonly now: Date;
}

export interface Answer {
  readonly contentType: string;
  readonly body: string;
  /** Seconds for which clients may keep the answer. Undefined: not at all. */
  readonly cacheSeconds?: number;
  /** What makes the answer this one, where `body` has more in it that changes with time. */
  readonly identity?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
