import type { RuleId } from "../aws";
import { remembered } from "../terraform";
import { normalName } from "./dns-names";
import { type Health, type Note, type Step, ZoneHealth } from "./health";
import { type Chance, type Client, choose, explainChoice, preferred } from "./routing-policies";
import {
  answering,
  type Endpoint,
  ownerOf,
  type RoutingRecord,
  referredTo,
  type Zone,
  type ZoneName,
} from "./zone";

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

interface Resolved extends Answer {
  /** Whether the client's location decided a part of it. */
  readonly isLocal: boolean;
}

/** Returns what Route 53 answers while the zone has this health: always the same for one question and client. */
export function evaluator(zone: Zone, health: Health, chance: Chance = "first"): Evaluate {
  const healths = new Map<Zone, ZoneHealth>();
  // Answers that do not depend on the client, by record.
  const shared = new Map<RoutingRecord, Resolved>();
  return ({ name: asked, type }, client, note) => {
    return resolve({ zone, name: normalName(asked) }, []);

    /** @param before - the records that led here */
    function resolve({ zone: within, name }: ZoneName, before: readonly RoutingRecord[]): Resolved {
      const records = answering(within, name, type);
      const [first] = records;
      if (first === undefined) {
        const exists = ownerOf(within, name) !== undefined;
        return nothing(exists ? "no data" : "no such name", exists ? "no-data" : "no-such-name", name);
      }
      const known = remembered(healths, within, () => new ZoneHealth(within, health));
      const isHealthy = (record: RoutingRecord) => known.ofRecord(record);
      const candidates = { first, fitting: preferred(records, client), client, isHealthy };
      const choice = choose(candidates, chance);
      if (note !== undefined) {
        if (first.name !== name) {
          note("wildcard", name, `is answered by ${first.name}`);
        }
        explainHealth(known, records, choice.records, note);
        explainChoice(candidates, choice.records, note);
      }
      const answer = together(choice.records.map((record) => follow(within, record, before)));
      return choice.isLocal ? { ...answer, isLocal: true } : answer;
    }

    function follow(within: Zone, record: RoutingRecord, before: readonly RoutingRecord[]): Resolved {
      // A CNAME record answers for several types.
      const isShared = note === undefined && record.type === type;
      const known = isShared ? shared.get(record) : undefined;
      if (known !== undefined) {
        return known;
      }
      if (before.includes(record)) {
        return nothing("loop", "loop", `${record.name} ${type}`);
      }
      const { address, target } = record;
      const { endpoints, ttlSeconds } = target;
      const further = referredTo(within, record, type);
      if (further !== undefined) {
        note?.(target.isAlias ? "alias-to-record" : "cname", address, `has the answer of ${further.name}`);
      } else if (target.isAlias) {
        note?.("alias-to-resource", address, `is ${endpoints[0]?.id}`);
      }
      const answer: Resolved =
        further === undefined
          ? { outcome: "answered", endpoints, ttlSeconds, path: [], isLocal: false }
          : resolve(further, [...before, record]);
      const resolved = { ...answer, path: [record, ...answer.path] };
      if (isShared && !answer.isLocal) {
        shared.set(record, resolved);
      }
      return resolved;
    }

    function nothing(outcome: Answer["outcome"], rule: RuleId, subject: string): Resolved {
      note?.(rule, subject, outcome);
      // The record that closes a loop depends on the record that enters it.
      return { ...NO_ANSWER, outcome, isLocal: outcome === "loop" };
    }
  };
}

/** Notes why records are unhealthy, and the last reason why the chosen ones are healthy. */
function explainHealth(
  health: ZoneHealth,
  records: readonly RoutingRecord[],
  chosen: readonly RoutingRecord[],
  note: Note,
): void {
  for (const record of records.length > 1 ? records : []) {
    const healthy = health.ofRecord(record);
    const steps = health.stepsOf(record).slice(healthy ? -1 : 0);
    for (const { rule, subject, detail } of healthy && !chosen.includes(record) ? [] : steps) {
      note(rule, subject, detail);
    }
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
