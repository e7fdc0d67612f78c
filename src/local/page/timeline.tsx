import type { Incident } from "../incidents";
import { Panel } from "./parts";
import type { Model } from "./store";

/** The course of the last incident, in the regions' seconds, against the bound that the records promise. */
export function Timeline({ model: { incidents, boundSeconds, now } }: { readonly model: Model }) {
  const last = incidents.at(-1);
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
      {incidents.length > 1 && (
        <details>
          <summary>Earlier incidents</summary>
          <ul class="small">
            {incidents.slice(0, -1).map(({ region, startedAt, cause, steps }) => (
              <li key={`${region} ${startedAt}`}>
                {region}, {cause}: {steps.map(({ step, seconds }) => `${step} ${at(seconds)}`).join(", ")}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

function Course({ incident, now }: { readonly incident: Incident; readonly now: number }) {
  const { region, cause, steps, boundSeconds, startedAt, isOver } = incident;
  const last = steps.at(-1)?.seconds ?? 0;
  const passed = isOver ? last : Math.max(last, now - startedAt);
  const longest = Math.max(boundSeconds ?? 0, last, 60);
  const end = Math.max(longest, Math.min(passed, longest * 1.5)) * 1.08;
  const left = (seconds: number) => `${(Math.min(seconds, end) / end) * 100}%`;
  const bound = boundSeconds === undefined ? [] : [{ step: "bound" as const, seconds: boundSeconds }];
  return (
    <>
      <p>
        <strong>{region}</strong>: {cause}. {verdict(incident, passed)}
      </p>
      <div class="course" aria-hidden="true">
        <span class="passed" style={{ width: left(passed) }} />
        {[...bound, ...steps].map(({ step, seconds }) => (
          <span key={step} class={`step ${toneOf(step)}`} style={{ left: left(seconds) }} />
        ))}
      </div>
      <ol class="steps">
        {[...steps, ...bound]
          .sort((a, b) => a.seconds - b.seconds)
          .map(({ step, seconds }) => (
            <li key={step} class={toneOf(step)}>
              <strong>{at(seconds)}</strong> {step}
            </li>
          ))}
      </ol>
    </>
  );
}

function verdict({ cities, steps, boundSeconds, isOver }: Incident, passed: number): string {
  if (cities.length === 0) {
    return "It served no city.";
  }
  const leftAt = steps.find(({ step }) => step === "users left")?.seconds;
  if (leftAt !== undefined) {
    const bound =
      boundSeconds === undefined
        ? ""
        : `, ${leftAt <= boundSeconds ? "within" : "beyond"} the bound of ${at(boundSeconds)}`;
    return `Its ${cities.length} cities left after ${at(leftAt)}${bound}.`;
  }
  if (isOver) {
    return "It was healed before its users left.";
  }
  return boundSeconds === undefined
    ? `No health check detects the failure: its ${cities.length} cities stay until a person evacuates the region.`
    : `Its ${cities.length} cities must leave by ${at(boundSeconds)}; ${at(passed)} have passed.`;
}

function at(seconds: number): string {
  return `${Math.round(seconds)} s`;
}

function toneOf(step: Incident["steps"][number]["step"] | "bound"): string {
  const isBad = step === "failed" || step === "check unhealthy" || step === "evacuated";
  return step === "bound" ? "limit" : isBad ? "bad" : "good";
}
