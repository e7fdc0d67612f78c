import { isDetectable, problemsOf, type RegionState } from "./region-state";

const MOST_INCIDENTS = 20;

export type IncidentStep =
  | "failed"
  | "check unhealthy"
  | "evacuated"
  | "users left"
  | "healed"
  | "check healthy"
  | "users back";

/** The course of one region's failure or evacuation, in seconds of the regions' time. */
export interface Incident {
  readonly region: string;
  /** Such as `table failed`. */
  readonly cause: string;
  /** The time limit for users to leave; undefined if no health check detects the failure. */
  readonly boundSeconds: number | undefined;
  /** Seconds since 1970, of the regions' time. */
  readonly startedAt: number;
  /** Cities that the region answered at the start. */
  readonly cities: readonly string[];
  /** Seconds after the start. */
  readonly steps: readonly { readonly step: IncidentStep; readonly seconds: number }[];
  readonly isOver: boolean;
}

/** The time limits within which users must have left a failed region, and an evacuated one. */
export interface Bounds {
  readonly failoverSeconds: number;
  evacuationSeconds(region: string): number;
}

/** The region that answers a client in each city; undefined: none. */
export type Answers = ReadonlyMap<string, string | undefined>;

/** Follows the regions' failures and evacuations, from the start to the return of the last user. */
export class Incidents {
  private readonly all: Incident[] = [];
  private answers: Answers = new Map();

  constructor(private readonly bounds: Bounds) {}

  get list(): readonly Incident[] {
    return this.all;
  }

  /** @param now - seconds since 1970, of the regions' time */
  observe(states: readonly RegionState[], answers: Answers, now: number): void {
    const before = this.answers.size === 0 ? answers : this.answers;
    this.answers = answers;
    for (const state of states) {
      const index = this.all.findLastIndex(({ region, isOver }) => region === state.region && !isOver);
      const open = this.all[index];
      if (open !== undefined) {
        this.all[index] = this.continued(open, state, now);
      } else if (causeOf(state) !== undefined) {
        this.all.push(this.continued(started(state, before, now), state, now));
      }
    }
    this.all.splice(0, this.all.length - MOST_INCIDENTS);
  }

  private continued(incident: Incident, state: RegionState, now: number): Incident {
    const { region, cities, startedAt } = incident;
    const steps = [...incident.steps];
    const has = (step: IncidentStep) => steps.some((one) => one.step === step);
    const add = (step: IncidentStep, isSo: boolean) => {
      if (isSo && !has(step)) {
        steps.push({ step, seconds: now - startedAt });
      }
    };
    const cause = causeOf(state);
    if (cause !== undefined && has("healed")) {
      return { ...incident, isOver: true };
    }
    const { failoverSeconds } = this.bounds;
    const boundSeconds =
      state.evacuated !== undefined && !has("evacuated")
        ? Math.min(incident.boundSeconds ?? Infinity, now - startedAt + this.bounds.evacuationSeconds(region))
        : (incident.boundSeconds ?? (isDetectable(state) ? now - startedAt + failoverSeconds : undefined));
    add("check unhealthy", state.healthy === false);
    add("evacuated", state.evacuated !== undefined);
    add("users left", cities.length > 0 && cities.every((city) => this.answers.get(city) !== region));
    add("healed", cause === undefined);
    add("check healthy", has("healed") && has("check unhealthy") && state.healthy === true);
    const isOver =
      has("healed") && state.healthy !== false && cities.every((city) => this.answers.get(city) === region);
    add("users back", isOver && has("users left"));
    return { ...incident, cause: cause ?? incident.cause, boundSeconds, steps, isOver };
  }
}

function started(state: RegionState, answers: Answers, now: number): Incident {
  const { region, evacuated } = state;
  return {
    region,
    cause: "",
    boundSeconds: undefined,
    startedAt: now,
    cities: [...answers].filter(([, by]) => by === region).map(([city]) => city),
    steps: evacuated === undefined ? [{ step: "failed", seconds: 0 }] : [],
    isOver: false,
  };
}

/** Undefined if nothing is wrong. */
function causeOf(state: RegionState): string | undefined {
  return problemsOf(state).join(", ") || undefined;
}
