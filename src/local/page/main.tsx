import { render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import "uplot/dist/uPlot.min.css";
import "./style.css";
import { Charts } from "./charts";
import { type Control, ControlContext, carryOut, command } from "./control";
import { Controls } from "./controls";
import { CityTable, WorldMap } from "./map";
import { Regions, timeOf } from "./regions";
import { Requests } from "./requests";
import { type Model, Store } from "./store";
import { Timeline } from "./timeline";
import { Why } from "./why";

const store = new Store();

function Page() {
  const [, redraw] = useState<unknown>();
  const [city, setCity] = useState("Dublin");
  const [last, setLast] = useState<{ line: string; text: string; ok: boolean }>();
  useEffect(() => store.listen(() => redraw({})), []);
  const control = useMemo<Control>(
    () => ({ run: (line) => void carryOut(line).then((result) => setLast({ line, ...result })) }),
    [],
  );
  const { model } = store;
  if (model === undefined) {
    return <p class="panel">Connecting to the local run…</p>;
  }
  return (
    <ControlContext.Provider value={control}>
      <Header model={model} />
      <main>
        <section class="panel world" aria-label="Map">
          <WorldMap model={model} onCity={setCity} />
          <CityTable model={model} />
        </section>
        <Regions model={model} />
        <Timeline model={model} />
        <Controls commands={model.commands} />
        <Charts model={model} />
        <Requests model={model} />
        <Why model={model} city={city} onCity={setCity} />
        <Lines model={model} />
        <Emulation model={model} />
      </main>
      <p class={`last ${last === undefined ? "" : last.ok ? "good" : "bad"}`} role="status">
        {last && (
          <>
            {last.text} <code>{command(last.line)}</code>
          </>
        )}
      </p>
    </ControlContext.Provider>
  );
}

function Header({ model }: { readonly model: Model }) {
  const { state, connection } = model;
  return (
    <header class="top">
      <h1>{state.name}</h1>
      <p>
        {state.regions.length} regions on this machine,{" "}
        {state.speed === 1 ? "in real time" : `${state.speed} times faster than real time`}
      </p>
      <p class={`connection ${connection === "connected" ? "good" : "bad"}`} role="status">
        {connection === "connected" ? "connected" : "connection lost: trying again"}
      </p>
    </header>
  );
}

function Lines({ model }: { readonly model: Model }) {
  return (
    <section class="panel" aria-labelledby="events">
      <h2 id="events">Events</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div class="scroll" tabIndex={0} role="log" aria-labelledby="events">
        <ul class="lines">
          {model.lines.toReversed().map(({ id, at, text }) => (
            <li key={id}>
              <time>{timeOf(at)}</time> {text}
            </li>
          ))}
        </ul>
        {model.lines.length === 0 && <p class="small">Nothing has happened yet.</p>}
      </div>
    </section>
  );
}

function Emulation({ model }: { readonly model: Model }) {
  const { state, places } = model;
  const borders = places.filter(({ nearBorder }) => nearBorder).map(({ name }) => name);
  return (
    <section class="panel" aria-labelledby="emulated">
      <h2 id="emulated">What is emulated</h2>
      <ul class="small">
        <li>
          The synthesized Terraform and the functions are the real ones. API Gateway, DynamoDB, Route 53 and
          its health checkers are emulated on this machine.
        </li>
        <li>
          Health checks, times to live, schedules and replication pass {state.speed} times as fast as on AWS.
          Functions and connections take the time that they take here.
        </li>
        <li>
          The nearest region is the one at the shortest distance, not the least latency.
          {borders.length > 0 && ` Near a border between two regions: ${borders.join(", ")}.`}
        </li>
        {state.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
        <li>Without effect here: {Object.keys(state.withoutEffect).join(", ") || "nothing"}.</li>
      </ul>
    </section>
  );
}

store.connect();
render(<Page />, document.body);
