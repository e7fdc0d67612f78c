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
  const known = new Map<Zone, ZoneHealth>();
  const healthOf = (one: Zone) => {
    const found = known.get(one) ?? new ZoneHealth(one, health);
    known.set(one, found);
    return found;
  };
  return ({ name, type }, client, note) =>
    new Resolution(healthOf, client, type, note).resolve(
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

class Resolution {
  constructor(
    private readonly healthOf: (zone: Zone) => ZoneHealth,
    private readonly client: Client,
    private readonly type: string,
    private readonly note: Note | undefined,
  ) {}

  /** @param path - the records that led here */
  resolve({ zone, name }: ZoneName, draw: Draw, path: readonly RoutingRecord[]): Answer {
    const owner = ownerOf(zone, name);
    if (owner === undefined) {
      return this.nothing("no such name", "no-such-name", name, path);
    }
    if (owner !== name) {
      this.note?.("wildcard", name, `is answered by ${owner}`);
    }
    const records = answering(zone, owner, this.type);
    if (records.length === 0) {
      return this.nothing("no data", "no-data", name, path);
    }
    const health = this.healthOf(zone);
    const isHealthy = (record: RoutingRecord) => health.ofRecord(record);
    const subject = `${name} ${this.type}`;
    const choice = choose(records, isHealthy, this.client, draw, subject);
    if (this.note !== undefined) {
      this.explain(health, records, choice.records);
      choose(records, isHealthy, this.client, draw, subject, this.note);
    }
    const answers = choice.records.map((record) => this.follow(zone, record, choice.draw, path));
    const [first] = answers;
    if (first === undefined) {
      return { outcome: "no answer", endpoints: [], ttlSeconds: undefined, path };
    }
    return answers.length === 1 ? first : together(answers, first);
  }

  private follow(zone: Zone, record: RoutingRecord, draw: Draw, before: readonly RoutingRecord[]): Answer {
    const { target, address } = record;
    if (before.includes(record)) {
      return this.nothing("loop", "loop", `${record.name} ${this.type}`, before);
    }
    const path = [...before, record];
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
    return { outcome: "answered", endpoints, ttlSeconds, path };
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

  private nothing(
    outcome: Answer["outcome"],
    rule: RuleId,
    subject: string,
    path: readonly RoutingRecord[],
  ): Answer {
    this.note?.(rule, subject, outcome);
    return { outcome, endpoints: [], ttlSeconds: undefined, path };
  }
}

/** Combines the answers of several records. */
function together(answers: readonly Answer[], first: Answer): Answer {
  const found = answers.filter(({ endpoints }) => endpoints.length > 0);
  const seconds = found.flatMap(({ ttlSeconds }) => ttlSeconds ?? []);
  return {
    outcome: found.length > 0 ? "answered" : first.outcome,
    endpoints: found.flatMap(({ endpoints }) => endpoints),
    ttlSeconds: seconds.length === 0 ? undefined : Math.min(...seconds),
    path: [...new Set(answers.flatMap(({ path }) => path))],
  };
}
