import type { AliasedFunction, MetricSource } from "./stated-rollout";

/**
 * Something in a region whose requests go to one of several versions: a function behind an alias, or a REST API behind
 * a stage. A stage's version is the id of its deployment.
 */
export type Target =
  | { readonly kind: "function"; readonly region: string; readonly of: AliasedFunction }
  | { readonly kind: "api"; readonly region: string; readonly of: ApiStage };

export type FunctionTarget = Extract<Target, { readonly kind: "function" }>;

export interface ApiStage {
  readonly restApiId: string;
  readonly stage: string;
}

/** Where a target's requests go. */
export interface Serving {
  readonly version: string;
  /** The version that gets a part of the requests; undefined if one version gets them all. */
  readonly shifting: { readonly to: string; readonly percent: number } | undefined;
}

/** The state of a target before its change. */
export interface Before {
  /** The version to which a rollback returns. If the change deletes that version, it is a copy. */
  readonly version: string;
  /** When an earlier run made the change, in milliseconds since 1970; undefined if it is still to be made. */
  readonly changedAt: number | undefined;
}

/** A shift of a function's requests, by CodeDeploy or by the local run. */
export interface Shift {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly state: "running" | "succeeded" | "failed";
  /** The share of requests that the new version gets. */
  readonly percent: number;
  /** Why it failed: an alarm, or a person who stopped it. */
  readonly why: string | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Undefined while it runs. */
  readonly endedAt: number | undefined;
}

/** What a rollback leaves behind, in the target's region, for the next plan. */
export interface Rollback {
  readonly from: string;
  readonly to: string;
  /** An ISO 8601 time. */
  readonly at: string;
  /** What CodeDeploy reports as the reason of its own rollback. */
  readonly why?: string | undefined;
}

/** A span of time, in milliseconds since 1970. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Observations, and how many of them were bad. */
export interface Count {
  readonly total: number;
  readonly bad: number;
}

/** An alarm in the state ALARM. */
export interface ActiveAlarm {
  readonly name: string;
  /** When it went off, in milliseconds since 1970. */
  readonly since: number;
}

/** The API's responses in a span. */
export interface Responses {
  readonly total: number;
  /** Responses with a status of 500 and more. */
  readonly errors: number;
  /** Responses with a status from 400 to 499. */
  readonly rejected: number;
  /** Responses slower than the requested limit; 0 without one. */
  readonly slow: number;
  /** Responses whose latency is known. A latency may be known later than the response itself. @default all */
  readonly timed?: number;
  /** The 95th percentile of the latency in milliseconds; undefined without responses. */
  readonly p95: number | undefined;
}

/** A request that failed, as the function's log has it. */
export interface FailedRequest {
  readonly requestId: string;
  readonly message: string;
  /** The page of its trace. */
  readonly trace?: string | undefined;
}

/** Some of the requests that failed in a span. */
export interface FailedRequests {
  readonly requests: readonly FailedRequest[];
  /** A page with the traces or logs of the span; undefined if there is none. */
  readonly link: string | undefined;
}

/**
 * What a rollout does and sees outside of itself: AWS, or a local run. Every method settles within a bounded time. A
 * method that fails rejects with an error whose message is one line.
 */
export interface Ports {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits, or returns early when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;

  /**
   * Makes the planned changes of a region: in AWS, Terraform's. Does nothing if they have been made.
   *
   * @returns whether it changed anything
   */
  change(region: string): Promise<boolean>;

  serving(target: Target): Promise<Serving>;
  /** Returns where a rollback returns to. Called before the change, and again when a run continues. */
  before(target: Target): Promise<Before>;
  /** Moves all requests to a version at once and leaves the record. */
  restore(target: Target, version: string, record: Rollback): Promise<void>;
  /** Returns the rollback of the target that still holds; undefined if there was none, or a newer version serves. */
  rolledBack(target: FunctionTarget): Promise<Rollback | undefined>;
  /** Removes what `before` kept. Called once the region has passed its bake. */
  forget(target: Target): Promise<void>;

  /** Returns the newest published version of a function. */
  newest(target: FunctionTarget): Promise<string>;
  /** Returns the latest shift; undefined if there was none. */
  lastShift(target: FunctionTarget): Promise<Shift | undefined>;
  /**
   * Starts a shift of a function's requests.
   *
   * @param ignored - alarms that must not stop it, because they were in ALARM before the change
   * @returns its id
   */
  startShift(target: FunctionTarget, from: string, to: string, ignored: readonly string[]): Promise<string>;
  /** Stops a shift that runs and returns all requests to the version before it. */
  stopShift(target: FunctionTarget, id: string): Promise<void>;

  /** Returns the endpoints that must answer after a change of the region, and do not. */
  silent(region: string): Promise<readonly string[]>;
  /** Returns those of these endpoints that did not answer before the run. @default none */
  silentBefore?(region: string): readonly string[];
  /** Returns those alarms that are in the state ALARM. */
  inAlarm(region: string, alarms: readonly string[]): Promise<readonly ActiveAlarm[]>;
  /** @param slowerThan - counts slower responses, in milliseconds */
  responses(region: string, api: MetricSource, span: Span, slowerThan?: number): Promise<Responses>;
  /** Counts the invocations by way of the alias, and those that ended in an error. */
  invocations(target: FunctionTarget, span: Span): Promise<Count>;
  /** Counts a canary's requests, and those that failed. */
  canary(source: MetricSource & { readonly region: string }, span: Span): Promise<Count>;
  failedRequests(region: string, functions: readonly AliasedFunction[], span: Span): Promise<FailedRequests>;
}
