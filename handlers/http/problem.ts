/**
 * The kinds of errors that every API shares, with status and title, including those that API Gateway itself returns.
 * Their names are a contract, because programs compare them.
 */
export const PROBLEMS = {
  "invalid-parameter": { status: 400, title: "Invalid parameter" },
  "missing-parameter": { status: 400, title: "Missing parameter" },
  "unknown-parameter": { status: 400, title: "Unknown parameter" },
  "invalid-body": { status: 400, title: "Invalid request body" },
  "invalid-api-key": { status: 403, title: "Missing or invalid API key" },
  forbidden: { status: 403, title: "Forbidden" },
  "not-found": { status: 404, title: "Not found" },
  "method-not-allowed": { status: 405, title: "Method not allowed" },
  "not-acceptable": { status: 406, title: "Not acceptable" },
  "body-too-large": { status: 413, title: "Request body too large" },
  "unsupported-media-type": { status: 415, title: "Unsupported media type" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  "internal-error": { status: 500, title: "Internal server error" },
  "region-unavailable": { status: 503, title: "Region unavailable" },
} as const;

/** A kind of error. */
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
  /** A relative link to the list of errors on the API's documentation page. */
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
