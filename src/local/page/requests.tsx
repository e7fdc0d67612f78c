import { useState } from "preact/hooks";
import type { ListedRequest } from "../recent";
import { colorOf, Panel, Scroll, Table, timeOf } from "./parts";
import type { Model } from "./store";

const ROWS = 60;

/** The last requests that match the filter. */
export function Requests({ model }: { readonly model: Model }) {
  const [words, setWords] = useState("");
  const [onlyErrors, setOnlyErrors] = useState(false);
  const [paused, setPaused] = useState<readonly ListedRequest[]>();
  const wanted = words.toLowerCase().split(/\s+/);
  const rows = (paused ?? model.requests)
    .filter(({ request }) => !onlyErrors || request.status >= 400)
    .filter(({ request }) => wanted.every((word) => textOf(request).includes(word)))
    .slice(-ROWS)
    .reverse();
  const fields = (
    <>
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
    </>
  );
  return (
    <Panel id="requests" title="Requests" fields={fields}>
      <Scroll label="Last requests">
        <Table head={["Time", "City", "Request", "Region", "Status", "ms"]}>
          {rows.map(({ id, at, request: { place, method, path, region, status, milliseconds } }) => (
            <tr key={id} class={status >= 500 ? "bad" : status >= 400 ? "warn" : ""}>
              <td>{timeOf(at)}</td>
              <td>{place}</td>
              <td class="path">
                {method} {path}
              </td>
              <td class={colorOf(model, region)}>
                <span class="swatch" /> {region ?? "none"}
              </td>
              <td>{status}</td>
              <td>{Math.round(milliseconds)}</td>
            </tr>
          ))}
        </Table>
        {rows.length === 0 && <p class="small">No requests.</p>}
      </Scroll>
    </Panel>
  );
}

function textOf({ place, method, path, region, status }: ListedRequest["request"]): string {
  return `${place} ${method} ${path} ${region ?? "none"} ${status}`.toLowerCase();
}
