import { useEffect, useState } from "preact/hooks";
import type { Why as Answer } from "../control-server";
import { Field, Panel, Scroll } from "./parts";
import type { Model } from "./store";

interface Props {
  readonly model: Model;
  readonly city: string;
  readonly onCity: (city: string) => void;
}

/** The rules that Route 53 follows for a client in one city, with the pages that state them. */
export function Why({ model, city, onCity }: Props) {
  const [answer, setAnswer] = useState<Answer>();
  const health = model.state.regions.map(({ healthy }) => healthy).join();
  useEffect(() => {
    const aborting = new AbortController();
    fetch(`why?place=${encodeURIComponent(city)}`, { signal: aborting.signal })
      .then((response) => response.json())
      .then(setAnswer)
      .catch(() => {});
    return () => aborting.abort();
  }, [city, model.answers[city], health, model.isConnected]);
  const names = model.places.map(({ name }) => name);
  const isNearBorder = model.places.some(({ name, nearBorder }) => name === city && nearBorder);
  return (
    <Panel id="why" title="Why" fields={<Field label="City" words={names} value={city} onChange={onCity} />}>
      {answer?.city === city && (
        <div aria-live="polite">
          <p>
            Route 53 sends {answer.city} to <strong>{answer.region ?? "no region"}</strong>
            {answer.ttlSeconds !== null && `, with a TTL of ${answer.ttlSeconds} s`}.
            {answer.uses !== answer.region &&
              ` The city's resolver still caches ${answer.uses ?? "an answer without a region"}.`}
            {isNearBorder && " The city is near a border: by latency, another region may be the nearest."}
          </p>
          <Scroll label="Rules">
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
          </Scroll>
          <p class="small">
            <code>{`curl '${location.origin}/why?place=${encodeURIComponent(city)}'`}</code>
          </p>
        </div>
      )}
    </Panel>
  );
}
