/** The kinds of errors, each with its status and title. Their names are a contract: programs look at them. */
const PROBLEMS = {
  "invalid-parameter": { status: 400, title: "A parameter has a wrong value" },
  "missing-parameter": { status: 400, title: "A parameter is missing" },
  "unknown-parameter": { status: 400, title: "A parameter is not known" },
  "unknown-currency": { status: 400, title: "A currency has no rate" },
  "not-found": { status: 404, title: "There is nothing at this path" },
  "no-rates-yet": { status: 503, title: "This region has no rates yet" },
  "region-unavailable": { status: 503, title: "This region cannot answer now" },
  "internal-error": { status: 500, title: "This region made a mistake" },
} as const;

export type ProblemType = keyof typeof PROBLEMS;

/**
 * An error that a client is told about.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;

  constructor(
    readonly type: ProblemType,
    readonly detail: string,
    /** Seconds after which trying again may help. */
    readonly retryAfterSeconds?: number,
  ) {
    super(detail);
    this.status = PROBLEMS[type].status;
    this.title = PROBLEMS[type].title;
  }

  body(requestId: string) {
    return {
      type: `/problems/${this.type}`,
      title: this.title,
      status: this.status,
      detail: this.detail,
      requestId,
    };
  }
}
