import { useState } from "preact/hooks";
import type { ListedRequest } from "../history";
import type { Model } from "./local-run";
import { colorOf, Field, Panel, Scroll, Table, timeOf } from "./parts";

const ROWS = 60;

/** The last requests that match the filter. */
export function Requests({ model }: { readonly model: Model }) {
  const [filter, setFilter] = useState("");
  const [shown, setShown] = useState("all");
  const [paused, setPaused] = useState<readonly ListedRequest[]>();
  const words = filter.toLowerCase().split(/\s+/);
  const rows = (paused ?? model.requests)
    .filter(({ request }) => shown === "all" || request.status >= 400)
    .filter(({ request }) => words.every((word) => textOf(request).includes(word)))
    .slice(-ROWS)
    .reverse();
  const fields = (
    <>
      <Field label="Filter" placeholder="Tokyo 502" value={filter} onChange={setFilter} />
      <Field label="Show" words={["all", "errors"]} value={shown} onChange={setShown} />
      <button
        type="button"
        aria-pressed={paused !== undefined}
        onClick={() => setPaused(paused ? undefined : model.requests)}
      >
        Pause
      </button>
    </>
  );
  return (
    <Panel id="requests" title="Requests" fields={fields}>
      <Scroll aria-label="Last requests">
        <Table head={["Time", "City", "Request", "Region", "Status", "ms"]}>
          {rows.map(({ id, at, request: { place, method, path, region, status, milliseconds } }) => (
            <tr key={id} class={status >= 500 ? "bad" : status >= 400 ? "warn" : ""}>
              <td>{timeOf(at)}</td>
              <td>{place}</td>
              <td class="path">
                {method} {path}
              </td>
              <td style={colorOf(model, region)}>
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
