import type { Client, Draw } from "./candidate";
import { choose } from "./choose";
import type { Health, Verdict } from "./health-check";
import { normalName } from "./names";
import { RecordHealth } from "./record-health";
import type { RuleId, Step } from "./rules";
import {
  answering,
  type Endpoint,
  ownerOf,
  type RoutingRecord,
  referredTo,
  type Zone,
  type ZoneName,
} from "./zone";

/** The TTL of an alias to an AWS resource. */
export const RESOURCE_TTL_SECONDS = 60;

export interface Question {
  readonly name: string;
  /** `A`, `AAAA`, … */
  readonly type: string;
}

export interface Answer {
  /** `no answer` is Route 53's own word for a client whom no record fits; a `loop` has none either. */
  readonly outcome: "answered" | "no such name" | "no data" | "no answer" | "loop";
  /** Where the client is sent: several, if the record has several values. */
  readonly endpoints: readonly Endpoint[];
  /** How long a resolver may keep it: the TTL of the last record on the way. */
  readonly ttlSeconds: number | undefined;
  /** The records on the way, from the name that was asked for down. */
  readonly path: readonly RoutingRecord[];
  /** Why. */
  readonly trace: readonly Step[];
}

export type Evaluate = (question: Question, client: Client) => Answer;

/**
 * What Route 53 answers, while the zone has this health. It is pure: the same question gets the same answer.
 */
export function evaluator(zone: Zone, health: Health): Evaluate {
  const known = new Map<Zone, RecordHealth>();
  const healthOf = (one: Zone) => {
    const records = known.get(one) ?? new RecordHealth(one, health);
    known.set(one, records);
    return records;
  };
  return ({ name, type }, client) =>
    new Resolution(healthOf, client, type).resolve({ zone, name: normalName(name) }, client.draw ?? 0, []);
}

class Resolution {
  private readonly trace: Step[] = [];

  constructor(
    private readonly healthOf: (zone: Zone) => RecordHealth,
    private readonly client: Client,
    private readonly type: string,
  ) {}

  /** @param path - the records that led here */
  resolve({ zone, name }: ZoneName, draw: Draw, path: readonly RoutingRecord[]): Answer {
    const owner = ownerOf(zone, name);
    if (owner === undefined) {
      return this.nothing("no such name", name, path);
    }
    if (owner !== name) {
      this.note("wildcard", name, `is answered by ${owner}`);
    }
    const records = answering(zone, owner, this.type);
    if (records.length === 0) {
      return this.nothing("no data", name, path);
    }
    const subject = `${name} ${this.type}`;
    const health = this.healthOf(zone);
    const verdicts = records.map((record) => ({ record, verdict: health.of(record) }));
    const choice = choose(
      verdicts.map(({ record, verdict }) => ({ record, policy: record.policy, healthy: verdict.healthy })),
      this.client,
      draw,
      subject,
    );
    if (records.length > 1) {
      this.trace.push(
        ...verdicts.flatMap(({ record, verdict }) => reasons(verdict, choice.records.includes(record))),
      );
    }
    this.trace.push(...choice.steps);
    const [first = this.answer("no answer", [], undefined, path), ...others] = choice.records.map((record) =>
      this.follow(zone, record, choice.draw, path),
    );
    return others.length === 0 ? first : this.together([first, ...others]);
  }

  private follow(zone: Zone, record: RoutingRecord, draw: Draw, before: readonly RoutingRecord[]): Answer {
    const { target, address } = record;
    if (before.includes(record)) {
      return this.nothing("loop", `${record.name} ${this.type}`, before);
    }
    const path = [...before, record];
    const further = referredTo(zone, record, this.type);
    if (further !== undefined) {
      if (target.kind === "alias-to-record") {
        this.note("alias-to-record", address, `answers as ${further.name}`);
      } else {
        this.note("cname", address, `is another name for ${further.name}`);
      }
      return this.resolve(further, draw, path);
    }
    if (target.kind === "values") {
      return this.answer("answered", target.endpoints, target.ttlSeconds, path);
    }
    const endpoints = target.kind === "alias-to-resource" ? [target.endpoint] : [];
    this.note("alias-to-resource", address, `is ${endpoints.map(({ id }) => id).join()}`);
    return this.answer("answered", endpoints, RESOURCE_TTL_SECONDS, path);
  }

  /** One answer of several records. */
  private together(answers: readonly Answer[]): Answer {
    const found = answers.filter(({ endpoints }) => endpoints.length > 0);
    const seconds = found.flatMap(({ ttlSeconds }) => (ttlSeconds === undefined ? [] : [ttlSeconds]));
    return this.answer(
      found.length > 0 ? "answered" : (answers[0]?.outcome ?? "no answer"),
      found.flatMap(({ endpoints }) => endpoints),
      seconds.length === 0 ? undefined : Math.min(...seconds),
      [...new Set(answers.flatMap(({ path }) => path))],
    );
  }

  private nothing(
    outcome: "no such name" | "no data" | "loop",
    subject: string,
    path: readonly RoutingRecord[],
  ): Answer {
    const rule = { "no such name": "no-such-name", "no data": "no-data", loop: "loop" } as const;
    this.note(rule[outcome], subject, outcome);
    return this.answer(outcome, [], undefined, path);
  }

  private note(rule: RuleId, subject: string, detail: string): void {
    this.trace.push({ rule, subject, detail });
  }

  private answer(
    outcome: Answer["outcome"],
    endpoints: readonly Endpoint[],
    ttlSeconds: number | undefined,
    path: readonly RoutingRecord[],
  ): Answer {
    // A branch's reasons are met again further down.
    return { outcome, endpoints, ttlSeconds, path, trace: [...new Set(this.trace)] };
  }
}

/** Why a record is out of the question; of the chosen ones, in one step, why they are healthy. */
function reasons({ healthy, steps }: Verdict, chosen: boolean): readonly Step[] {
  if (!healthy) {
    return steps;
  }
  return chosen ? steps.slice(-1) : [];
}
