import { useState } from "preact/hooks";
import type { ListedRequest } from "../feed";
import { colorOf, timeOf } from "./regions";
import type { Model } from "./store";

const ROWS = 60;

/** The last requests, as they come, or those of them that a filter lets through. */
export function Requests({ model }: { readonly model: Model }) {
  const [words, setWords] = useState("");
  const [onlyErrors, setOnlyErrors] = useState(false);
  const [paused, setPaused] = useState<readonly ListedRequest[]>();
  const names = model.state.regions.map(({ region }) => region);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = (paused ?? model.requests)
    .filter(
      (request) =>
        (!onlyErrors || request.status >= 400) && wanted.every((word) => textOf(request).includes(word)),
    )
    .slice(-ROWS)
    .reverse();
  return (
    <section class="panel" aria-labelledby="requests">
      <header>
        <h2 id="requests">Requests</h2>
        <label>
          Filter{" "}
          <input
            type="search"
            placeholder="Tokyo 502"
            value={words}
            onInput={({ currentTarget }) => setWords(currentTarget.value)}
          />
        </label>
        <label>
          <input
            type="checkbox"
            checked={onlyErrors}
            onChange={({ currentTarget }) => setOnlyErrors(currentTarget.checked)}
          />{" "}
          errors only
        </label>
        <button
          type="button"
          aria-pressed={paused !== undefined}
          onClick={() => setPaused(paused === undefined ? model.requests : undefined)}
        >
          {paused === undefined ? "Pause" : "Continue"}
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scroll" tabIndex={0} aria-label="Last requests">
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">City</th>
              <th scope="col">Request</th>
              <th scope="col">Region</th>
              <th scope="col">Status</th>
              <th scope="col">ms</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((request) => (
              <tr
                key={request.id}
                class={request.status >= 500 ? "bad" : request.status >= 400 ? "warn" : ""}
              >
                <td>{timeOf(request.at)}</td>
                <td>{request.place}</td>
                <td class="path">
                  {request.method} {request.path}
                </td>
                <td class={colorOf(names, request.region)}>
                  <span class="swatch" /> {request.region ?? "none"}
                </td>
                <td>{request.status}</td>
                <td>{Math.round(request.milliseconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p class="small">No requests.</p>}
      </section>
    </section>
  );
}

function textOf({ place, method, path, region, status }: ListedRequest): string {
  return `${place} ${method} ${path} ${region ?? "none"} ${status}`.toLowerCase();
}
