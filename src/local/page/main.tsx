import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./style.css";
import { Charts } from "./charts";
import { Controls } from "./controls";
import { CityTable, WorldMap } from "./map";
import { Panel, Scroll, timeOf } from "./parts";
import { Regions } from "./regions";
import { Requests } from "./requests";
import { type Model, shell, store } from "./store";
import { Timeline } from "./timeline";
import { Why } from "./why";

function Page() {
  const [, redraw] = useState({});
  const [city, setCity] = useState("Dublin");
  useEffect(() => store.connect(() => redraw({})), []);
  const { model, result } = store;
  if (model === undefined) {
    return <p class="panel">Connecting to the local run…</p>;
  }
  return (
    <>
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
      <p class={`last ${result?.ok ? "good" : "bad"}`} role="status">
        {result?.text} {result && <code>{shell(result.line)}</code>}
      </p>
    </>
  );
}

function Header({ model: { state, isConnected } }: { readonly model: Model }) {
  return (
    <header class="top">
      <h1>{state.name}</h1>
      <p>
        {state.regions.length} regions on this machine,{" "}
        {state.speed === 1 ? "in real time" : `${state.speed} times faster than real time`}
      </p>
      <p class={`connection ${isConnected ? "good" : "bad"}`} role="status">
        {isConnected ? "connected" : "connection lost; reconnecting"}
      </p>
    </header>
  );
}

function Lines({ model: { lines } }: { readonly model: Model }) {
  return (
    <Panel id="events" title="Events">
      <Scroll label="Last events">
        <div role="log">
          <ul class="lines">
            {lines.toReversed().map(({ id, at, text }) => (
              <li key={id}>
                <time>{timeOf(at)}</time> {text}
              </li>
            ))}
          </ul>
        </div>
        {lines.length === 0 && <p class="small">No events yet.</p>}
      </Scroll>
    </Panel>
  );
}

function Emulation({ model: { state, places } }: { readonly model: Model }) {
  const borders = places.filter(({ nearBorder }) => nearBorder).map(({ name }) => name);
  return (
    <Panel id="emulated" title="What is emulated">
      <ul class="small">
        <li>
          The synthesized Terraform and the functions are real. API Gateway, DynamoDB, Route 53 and its health
          checkers are emulated on this machine.
        </li>
        <li>
          Health checks, TTLs, schedules and replication run{" "}
          {state.speed === 1 ? "at AWS's speed" : `${state.speed} times faster than on AWS`}. Functions and
          connections run at this machine's speed.
        </li>
        <li>
          The nearest region is the one at the shortest distance, not the one with the lowest latency.
          {borders.length > 0 && ` Near a border between two regions: ${borders.join(", ")}.`}
        </li>
        {state.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
        <li>No effect here: {Object.keys(state.withoutEffect).join(", ") || "nothing"}.</li>
      </ul>
    </Panel>
  );
}

render(<Page />, document.body);
