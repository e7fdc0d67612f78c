/** The kinds of errors, each with its status and title. Their names are a contract: programs look at them. */
export const PROBLEMS = {
  "invalid-parameter": { status: 400, title: "A parameter has a wrong value" },
  "missing-parameter": { status: 400, title: "A parameter is missing" },
  "unknown-parameter": { status: 400, title: "A parameter is not known" },
  "unknown-currency": { status: 400, title: "A code is not of a currency" },
  "invalid-body": { status: 400, title: "The body is not what is expected" },
  "not-found": { status: 404, title: "There is nothing at this path" },
  "no-rate": { status: 404, title: "There is no rate" },
  "method-not-allowed": { status: 405, title: "The path does not have this method" },
  "not-acceptable": { status: 406, title: "The answer cannot be given in this format" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "The body's format is not supported" },
  "internal-error": { status: 500, title: "This region made a mistake" },
  "no-rates-yet": { status: 503, title: "This region has no rates yet" },
  "region-unavailable": { status: 503, title: "This region cannot answer now" },
} as const;

export type ProblemType = keyof typeof PROBLEMS;

export interface ProblemDetails {
  /** Relative to the API: leads to the list of errors on its page of documentation. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

/**
 * An error that a client is told about.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export class Problem extends Error {
  constructor(
    readonly type: ProblemType,
    readonly detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }

  get status(): number {
    return PROBLEMS[this.type].status;
  }

  get details(): ProblemDetails {
    const { status, title } = PROBLEMS[this.type];
    return { type: `/#${this.type}`, title, status, detail: this.detail };
  }
}
