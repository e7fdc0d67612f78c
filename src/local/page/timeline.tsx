import type { Incident } from "../incidents";
import type { Model } from "./local-run";
import { Panel } from "./parts";

/** The course of the last incident, in the regions' seconds, against the bound that the records promise. */
export function Timeline({ model: { incidents, boundSeconds, now } }: { readonly model: Model }) {
  const [last, ...earlier] = incidents.toReversed();
  return (
    <Panel id="timeline" title="Incident">
      {last === undefined ? (
        <p class="small">
          No region has failed. Traffic leaves a failed region within {boundSeconds} s: the time for the
          slowest health check to fail, plus the TTL of a DNS answer.
        </p>
      ) : (
        <Course incident={last} now={now} />
      )}
      {earlier.length > 0 && (
        <details>
          <summary>Earlier incidents</summary>
          {earlier.map((incident) => (
            <Course key={`${incident.region} ${incident.startedAt}`} incident={incident} now={now} />
          ))}
        </details>
      )}
    </Panel>
  );
}

function Course({ incident, now }: { readonly incident: Incident; readonly now: number }) {
  const { region, cause, boundSeconds, startedAt, isOver } = incident;
  const last = incident.steps.at(-1)?.seconds ?? 0;
  const passed = isOver ? last : now - startedAt;
  const end = 1.08 * Math.max(60, boundSeconds ?? 0, last);
  const left = (seconds: number) => `${Math.min(100, (100 * seconds) / end)}%`;
  const bound = boundSeconds === undefined ? [] : [{ step: "bound" as const, seconds: boundSeconds }];
  const steps = [...incident.steps, ...bound].sort((a, b) => a.seconds - b.seconds);
  return (
    <>
      <p>
        <strong>{region}</strong>: {cause}. {verdict(incident, passed)}
      </p>
      <div class="course" aria-hidden="true">
        <span class="passed" style={{ width: left(passed) }} />
        {steps.map(({ step, seconds }) => (
          <span key={step} class={toneOf(step)} style={{ left: left(seconds) }} />
        ))}
      </div>
      <ol class="steps">
        {steps.map(({ step, seconds }) => (
          <li key={step} class={toneOf(step)}>
            <strong>{at(seconds)}</strong> {step}
          </li>
        ))}
      </ol>
    </>
  );
}

function verdict({ cities, steps, boundSeconds, isOver }: Incident, passed: number): string {
  const users = `Its users in ${cities.length} ${cities.length === 1 ? "city" : "cities"}`;
  const leftAt = steps.find(({ step }) => step === "users left")?.seconds;
  if (cities.length === 0) {
    return "It served no city.";
  }
  if (leftAt !== undefined && boundSeconds !== undefined) {
    const side = leftAt <= boundSeconds ? "within" : "beyond";
    return `${users} left after ${at(leftAt)}, ${side} the bound of ${at(boundSeconds)}.`;
  }
  if (leftAt !== undefined) {
    return `${users} left after ${at(leftAt)}.`;
  }
  if (isOver) {
    return "It was healed before its users left.";
  }
  return boundSeconds === undefined
    ? `No health check detects the failure. ${users} stay until a person evacuates the region.`
    : `${users} must leave by ${at(boundSeconds)}; ${at(passed)} have passed.`;
}

function at(seconds: number): string {
  return `${Math.round(seconds)} s`;
}

function toneOf(step: Incident["steps"][number]["step"] | "bound"): string {
  const isBad = ["failed", "check unhealthy", "evacuated"].includes(step);
  return step === "bound" ? "limit" : isBad ? "bad" : "good";
}
