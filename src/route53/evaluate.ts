import type { RuleId } from "../aws";
import { normalName } from "./dns-names";
import { type Health, ZoneHealth } from "./health";
import { type Client, choose, type Draw } from "./routing-policies";
import type { Note, Step } from "./step";
import {
  answering,
  type Endpoint,
  endpointsOf,
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
  /** `no answer` is Route 53's term for a client that no record fits; a `loop` has no answer either. */
  readonly outcome: "answered" | "no such name" | "no data" | "no answer" | "loop";
  /** Where the client is sent: several endpoints if the record has several values. */
  readonly endpoints: readonly Endpoint[];
  /** How long a resolver may keep the answer: the TTL of the last record on the way. */
  readonly ttlSeconds: number | undefined;
  /** The records on the way, starting with the requested name. */
  readonly path: readonly RoutingRecord[];
}

export type Evaluate = (question: Question, client: Client, note?: Note) => Answer;

/** Returns what Route 53 answers while the zone has this health: always the same for one question and client. */
export function evaluator(zone: Zone, health: Health): Evaluate {
  const healths = new Map<Zone, ZoneHealth>();
  const healthOf = (one: Zone) => {
    const known = healths.get(one) ?? new ZoneHealth(one, health);
    healths.set(one, known);
    return known;
  };
  const shared = new Map<RoutingRecord, Resolved>();
  return ({ name, type }, client, note) =>
    new Resolution(healthOf, shared, client, type, note).resolve(
      { zone, name: normalName(name) },
      client.draw ?? 0,
      [],
    );
}

/** Evaluates a question and collects the rules that the answer follows, each once. */
export function explained(
  evaluate: Evaluate,
  question: Question,
  client: Client,
): Answer & { readonly trace: readonly Step[] } {
  const steps = new Map<string, Step>();
  const answer = evaluate(question, client, (rule, subject, detail) => {
    steps.set(`${rule} ${subject}`, steps.get(`${rule} ${subject}`) ?? { rule, subject, detail });
  });
  return { ...answer, trace: [...steps.values()] };
}

interface Resolved extends Answer {
  /** Whether the client's location decided a part of it. */
  readonly isLocal: boolean;
}

class Resolution {
  /** @param shared - what every client gets by each record */
  constructor(
    private readonly healthOf: (zone: Zone) => ZoneHealth,
    private readonly shared: Map<RoutingRecord, Resolved>,
    private readonly client: Client,
    private readonly type: string,
    private readonly note: Note | undefined,
  ) {}

  /** @param before - the records that led here */
  resolve({ zone, name }: ZoneName, draw: Draw, before: readonly RoutingRecord[]): Resolved {
    const records = answering(zone, name, this.type);
    if (records.length === 0) {
      return ownerOf(zone, name) === undefined
        ? this.nothing("no such name", "no-such-name", name)
        : this.nothing("no data", "no-data", name);
    }
    const health = this.healthOf(zone);
    const choice = choose(records, (record) => health.ofRecord(record), this.client, draw);
    if (this.note !== undefined) {
      const owner = records[0]?.name;
      if (owner !== undefined && owner !== name) {
        this.note("wildcard", name, `is answered by ${owner}`);
      }
      this.explain(health, records, choice.records);
      choose(records, (record) => health.ofRecord(record), this.client, draw, this.note);
    }
    const answers = choice.records.map((record) => this.follow(zone, record, choice.draw, before));
    const answer = together(answers);
    return choice.isLocal ? { ...answer, isLocal: true } : answer;
  }

  private follow(zone: Zone, record: RoutingRecord, draw: Draw, before: readonly RoutingRecord[]): Resolved {
    // A CNAME record answers for several types.
    const isShared = draw === "every" && this.note === undefined && record.type === this.type;
    const known = isShared ? this.shared.get(record) : undefined;
    if (known !== undefined) {
      return known;
    }
    if (before.includes(record)) {
      return this.nothing("loop", "loop", `${record.name} ${this.type}`);
    }
    const answer = this.answerOf(zone, record, draw, [...before, record]);
    const resolved = { ...answer, path: [record, ...answer.path] };
    if (isShared && !answer.isLocal) {
      this.shared.set(record, resolved);
    }
    return resolved;
  }

  private answerOf(zone: Zone, record: RoutingRecord, draw: Draw, path: readonly RoutingRecord[]): Resolved {
    const { target, address } = record;
    const further = referredTo(zone, record, this.type);
    if (further !== undefined) {
      const isAlias = target.kind === "alias-to-record";
      this.note?.(isAlias ? "alias-to-record" : "cname", address, `has the answer of ${further.name}`);
      return this.resolve(further, draw, path);
    }
    const endpoints = endpointsOf(record);
    if (target.kind !== "values") {
      this.note?.("alias-to-resource", address, `is ${endpoints[0]?.id}`);
    }
    const ttlSeconds = target.kind === "values" ? target.ttlSeconds : RESOURCE_TTL_SECONDS;
    return { outcome: "answered", endpoints, ttlSeconds, path: [], isLocal: false };
  }

  /** Notes why records are unhealthy, and the last reason why the chosen ones are healthy. */
  private explain(
    health: ZoneHealth,
    records: readonly RoutingRecord[],
    chosen: readonly RoutingRecord[],
  ): void {
    for (const record of records.length > 1 ? records : []) {
      const healthy = health.ofRecord(record);
      const steps = health.stepsOf(record).slice(healthy ? -1 : 0);
      for (const { rule, subject, detail } of healthy && !chosen.includes(record) ? [] : steps) {
        this.note?.(rule, subject, detail);
      }
    }
  }

  private nothing(outcome: Answer["outcome"], rule: RuleId, subject: string): Resolved {
    this.note?.(rule, subject, outcome);
    // Where a loop closes depends on the record that it is entered by.
    return { ...NO_ANSWER, outcome, isLocal: outcome === "loop" };
  }
}

const NO_ANSWER: Resolved = {
  outcome: "no answer",
  endpoints: [],
  ttlSeconds: undefined,
  path: [],
  isLocal: false,
};

/** Combines the answers of several records. */
function together(answers: readonly Resolved[]): Resolved {
  const [first = NO_ANSWER, ...others] = answers;
  if (others.length === 0) {
    return first;
  }
  const found = answers.filter(({ endpoints }) => endpoints.length > 0);
  const seconds = found.flatMap(({ ttlSeconds }) => ttlSeconds ?? []);
  return {
    outcome: found.length > 0 ? "answered" : first.outcome,
    endpoints: found.flatMap(({ endpoints }) => endpoints),
    ttlSeconds: seconds.length === 0 ? undefined : Math.min(...seconds),
    path: [...new Set(answers.flatMap(({ path }) => path))],
    isLocal: answers.some(({ isLocal }) => isLocal),
  };
}
