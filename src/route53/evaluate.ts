import type { Verdict } from "./check-status";
import { choose } from "./choose";
import type { Client } from "./client";
import type { Health } from "./health-check";
import { isWithin, normalName, wildcardsOf } from "./names";
import { RecordHealth } from "./record-health";
import type { RuleId } from "./rules";
import type { Step } from "./trace";
import { type Endpoint, type RoutingRecord, recordsAt, type Zone } from "./zone";

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
 * What Route 53 answers, while the zone has this health. It is pure: it asks nobody, and the same question gets
 * the same answer.
 */
export function evaluator(zone: Zone, health: Health): Evaluate {
  const recordHealth = new RecordHealth(zone, health);
  return ({ name, type }, client) =>
    new Resolution(zone, recordHealth, client, type).resolve(normalName(name), client.draw ?? 0);
}

class Resolution {
  private readonly path: RoutingRecord[] = [];
  private readonly trace: Step[] = [];

  constructor(
    private readonly zone: Zone,
    private readonly health: RecordHealth,
    private readonly client: Client,
    private readonly type: string,
  ) {}

  resolve(name: string, draw: number): Answer {
    const owner = this.ownerOf(name);
    if (owner === undefined) {
      return this.nothing("no such name", name);
    }
    const own = recordsAt(this.zone, owner, this.type);
    const records = own.length > 0 ? own : recordsAt(this.zone, owner, "CNAME");
    if (records.length === 0) {
      return this.nothing("no data", name);
    }
    const subject = `${name} ${this.type}`;
    const verdicts = records.map((record) => ({ record, verdict: this.health.of(record) }));
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
    return this.follow(choice.records, choice.draw, subject);
  }

  private follow(records: readonly RoutingRecord[], draw: number, subject: string): Answer {
    const [record, ...others] = records;
    if (record === undefined) {
      return this.answer("no answer", [], undefined);
    }
    if (this.path.includes(record)) {
      return this.nothing("loop", subject);
    }
    this.path.push(record, ...others);
    const { target, address, type } = record;
    if (target.kind === "alias-to-record") {
      this.note("alias-to-record", address, `answers as ${target.name}`);
      return this.resolve(target.name, draw);
    }
    if (target.kind === "alias-to-resource") {
      this.note("alias-to-resource", address, `is ${target.endpoint.id}`);
      return this.answer("answered", [target.endpoint], RESOURCE_TTL_SECONDS);
    }
    const [canonical] = target.endpoints;
    if (type === "CNAME" && this.type !== "CNAME" && canonical !== undefined) {
      const name = normalName(canonical.id);
      this.note("cname", address, `is another name for ${name}`);
      const within =
        this.zone.name === undefined ? this.zone.records.has(name) : isWithin(name, this.zone.name);
      return within ? this.resolve(name, draw) : this.answer("answered", [canonical], target.ttlSeconds);
    }
    const values = records.flatMap((one) => (one.target.kind === "values" ? [one.target] : []));
    return this.answer(
      "answered",
      values.flatMap(({ endpoints }) => endpoints),
      Math.min(...values.map(({ ttlSeconds }) => ttlSeconds)),
    );
  }

  /** The name whose records answer: its own, or a wildcard's; undefined if there is no such name. */
  private ownerOf(name: string): string | undefined {
    const { records } = this.zone;
    const exists = (one: string) => [...records.keys()].some((known) => isWithin(known, one));
    if (records.has(name) || exists(name)) {
      return name;
    }
    // The closest parent that exists is the only one whose wildcard may answer (RFC 4592, 3.3.1).
    const closest = wildcardsOf(name).find((wildcard) => exists(wildcard.slice("*.".length)));
    if (closest === undefined || !records.has(closest)) {
      return undefined;
    }
    this.note("wildcard", name, `is answered by ${closest}`);
    return closest;
  }

  private nothing(outcome: "no such name" | "no data" | "loop", subject: string): Answer {
    const rule = { "no such name": "no-such-name", "no data": "no-data", loop: "loop" } as const;
    this.note(rule[outcome], subject, outcome);
    return this.answer(outcome, [], undefined);
  }

  private note(rule: RuleId, subject: string, detail: string): void {
    this.trace.push({ rule, subject, detail });
  }

  private answer(
    outcome: Answer["outcome"],
    endpoints: readonly Endpoint[],
    ttlSeconds: number | undefined,
  ): Answer {
    // A branch's reasons are met again further down.
    return { outcome, endpoints, ttlSeconds, path: this.path, trace: [...new Set(this.trace)] };
  }
}

/** Why a record is out of the question; of the chosen ones, in one step, why they are healthy. */
function reasons({ healthy, steps }: Verdict, chosen: boolean): readonly Step[] {
  if (!healthy) {
    return steps;
  }
  return chosen ? steps.slice(-1) : [];
}
