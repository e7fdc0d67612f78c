/**
 * The kinds of errors of any API here, each with its status and title; those that API Gateway answers by itself among
 * them. Their names are a contract: programs compare them.
 */
export const PROBLEMS = {
  "invalid-parameter": { status: 400, title: "A parameter has a wrong value" },
  "missing-parameter": { status: 400, title: "A parameter is missing" },
  "unknown-parameter": { status: 400, title: "A parameter is not known" },
  "invalid-body": { status: 400, title: "The body is not what is expected" },
  "invalid-api-key": { status: 403, title: "The API key is missing or not valid" },
  forbidden: { status: 403, title: "The request is not allowed" },
  "not-found": { status: 404, title: "There is nothing at this path" },
  "method-not-allowed": { status: 405, title: "The path does not have this method" },
  "not-acceptable": { status: 406, title: "The answer cannot be given in this format" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "The body's format is not supported" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  "internal-error": { status: 500, title: "Internal server error" },
  "region-unavailable": { status: 503, title: "This region cannot answer now" },
} as const;

/** A kind of error that one API has. */
export interface ProblemKind {
  /** Its name in the API's list of errors. */
  readonly type: string;
  readonly status: number;
  readonly title: string;
}

export type ProblemType = keyof typeof PROBLEMS | ProblemKind;

export function kindOfProblem(type: ProblemType): ProblemKind {
  return typeof type === "object" ? type : { type, ...PROBLEMS[type] };
}

export interface ProblemDetails {
  /** Relative to the API: leads to the list of errors on its page of documentation. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

/**
 * An error that is reported to the client.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export class Problem extends Error {
  readonly kind: ProblemKind;

  constructor(
    type: ProblemType,
    readonly detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.kind = kindOfProblem(type);
  }

  get status(): number {
    return this.kind.status;
  }

  get details(): ProblemDetails {
    const { type, status, title } = this.kind;
    return { type: `/#${type}`, title, status, detail: this.detail };
  }
}
