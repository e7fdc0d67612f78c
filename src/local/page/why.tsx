import { useEffect, useState } from "preact/hooks";
import type { Explanation } from "../overview";
import type { Model } from "./local-run";
import { Field, Panel, Scroll } from "./parts";

/** The rules that Route 53 follows for a client in one city, with the pages that state them. */
export function Why({ model, city, onCity }: { model: Model; city: string; onCity: (city: string) => void }) {
  const [answer, setAnswer] = useState<Explanation>();
  const address = `${location.origin}/why?place=${encodeURIComponent(city)}`;
  useEffect(() => {
    const aborting = new AbortController();
    fetch(address, { signal: aborting.signal })
      .then((response) => response.json())
      .then(setAnswer)
      .catch(() => {});
    return () => aborting.abort();
  }, [address, model.seconds]);
  const names = model.places.map(({ name }) => name);
  return (
    <Panel id="why" title="Why" fields={<Field label="City" words={names} value={city} onChange={onCity} />}>
      {answer?.city === city && (
        <div aria-live="polite">
          <p>{answer.summary}</p>
          <Scroll aria-label="Rules">
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
            <code>{`curl '${address}'`}</code>
          </p>
        </div>
      )}
    </Panel>
  );
}
