import { useEffect, useState } from "preact/hooks";
import type { Why as Answer } from "../control-server";
import type { Model } from "./store";

/** The rules that Route 53 follows for a client in one city, with the pages that state them. */
export function Why(props: {
  readonly model: Model;
  readonly city: string;
  readonly onCity: (city: string) => void;
}) {
  const { model, city, onCity } = props;
  const [answer, setAnswer] = useState<Answer>();
  const by = model.answers[city];
  const health = model.state.regions.map(({ healthy }) => healthy).join();
  useEffect(() => {
    const aborting = new AbortController();
    fetch(`why?place=${encodeURIComponent(city)}`, { signal: aborting.signal })
      .then((response) => response.json())
      .then(setAnswer)
      .catch(() => {});
    return () => aborting.abort();
  }, [city, by, health, model.connection]);
  return (
    <section class="panel" aria-labelledby="why">
      <header>
        <h2 id="why">Why</h2>
        <label>
          City{" "}
          <select value={city} onChange={({ currentTarget }) => onCity(currentTarget.value)}>
            {model.places.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </header>
      {answer?.city === city && (
        <div aria-live="polite">
          <p>
            Route 53 answers {answer.city} with <strong>{answer.region ?? "no region"}</strong>
            {answer.ttlSeconds !== null && `, for ${answer.ttlSeconds} s`}.
            {answer.uses !== answer.region &&
              ` Its resolver still keeps the answer ${answer.uses ?? "none"}.`}
            {model.places.some(({ name, nearBorder }) => name === city && nearBorder) &&
              " It is near a border: measured latency may choose another region than distance does."}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
          <section class="scroll" tabIndex={0} aria-label="Rules">
            <ol class="reasons">
              {answer.reasons.map(({ subject, detail, rule, page }) => (
                <li key={`${subject} ${detail} ${rule}`}>
                  <code>{subject}</code> {detail}.{" "}
                  <a href={page} target="_blank" rel="noreferrer">
                    {rule}
                  </a>
                </li>
              ))}
            </ol>
          </section>
          <p class="small">
            <code>{`curl '${location.origin}/why?place=${encodeURIComponent(city)}'`}</code>
          </p>
        </div>
      )}
    </section>
  );
}
