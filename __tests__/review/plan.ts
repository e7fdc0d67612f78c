import type { Review } from "../../src/review/review";
import { reviewOf } from "./corpus/read";

type Values = Readonly<Record<string, unknown>> | null;

/** One resource of a plan, as far as a test cares. */
export interface Planned {
  /** `aws_sns_topic.alerts`; in a region that its name says. */
  readonly address: string;
  readonly before?: Values;
  readonly after?: Values;
  readonly actions?: readonly string[];
  readonly deposed?: string;
  readonly unknown?: unknown;
  readonly beforeSensitive?: unknown;
  readonly afterSensitive?: unknown;
  readonly replacePaths?: unknown;
}

/** What `terraform show -json` would print of these resources, and of nothing else. */
export function planWith(resources: readonly Planned[], document: object = {}): string {
  const state = (values: "before" | "after") => ({
    root_module: {
      resources: resources.flatMap((resource) =>
        resource[values] ? [{ ...identity(resource), values: resource[values] }] : [],
      ),
    },
  });
  return JSON.stringify({
    format_version: "1.2",
    planned_values: state("after"),
    prior_state: { format_version: "1.0", values: state("before") },
    resource_changes: resources.map(changeOf),
    ...document,
  });
}

export function changeOf(resource: Planned): object {
  const { before = null, after = null, unknown = {}, beforeSensitive = {}, afterSensitive = {} } = resource;
  const actions = before === null ? ["create"] : after === null ? ["delete"] : ["update"];
  return {
    ...identity(resource),
    deposed: resource.deposed,
    change: {
      actions: resource.actions ?? actions,
      before,
      after,
      after_unknown: unknown,
      before_sensitive: beforeSensitive,
      after_sensitive: afterSensitive,
      replace_paths: resource.replacePaths,
    },
  };
}

function identity({ address }: Planned) {
  const [type, ...name] = address.replace(/^(module\.\w+\.)+/, "").split(".");
  return { address, mode: "managed", type, name: name.join(".").replace(/\[.*$/, "") };
}

/** The rules that found something, each once. */
export function found({ findings }: Review): readonly string[] {
  return [...new Set(findings.map(({ rule }) => rule))].sort();
}

export function foundIn(resources: readonly Planned[], document: object = {}): readonly string[] {
  return found(reviewOf(planWith(resources, document)));
}

/** A resource that stays, so that no region leaves with the change. */
export const stays: Planned = {
  address: "aws_sqs_queue.jobs",
  before: { arn: "arn:aws:sqs:eu-west-1:123456789012:jobs" },
  after: { arn: "arn:aws:sqs:eu-west-1:123456789012:jobs" },
  actions: ["no-op"],
};

export function changed(address: string, before: object, after: object): Planned {
  return { address, before: { ...before }, after: { ...after } };
}

export function added(address: string, after: object): Planned {
  return { address, after: { ...after } };
}
