import { render } from "preact";
import { useState } from "preact/hooks";
import "./style.css";
import { Charts } from "./charts";
import { Controls } from "./controls";
import { carryOut, type Result, Run, shell, useLocalRun } from "./local-run";
import { CityTable, WorldMap } from "./map";
import { Panel, Scroll, timeOf } from "./parts";
import { Card } from "./regions";
import { Requests } from "./requests";
import { Timeline } from "./timeline";
import { Why } from "./why";

function Page() {
  const model = useLocalRun();
  const [city, setCity] = useState("Dublin");
  const [result, setResult] = useState<Result>();
  if (model === undefined) {
    return <p class="panel">Connecting to the local run…</p>;
  }
  const { state, commands, lines, isConnected } = model;
  return (
    <Run.Provider value={(line) => carryOut(line).then(setResult)}>
      <header class="top">
        <h1>{state.name}</h1>
        <p class="small">
          {state.regions.length} regions on this machine, {state.pace}
        </p>
        <p class={`status ${isConnected ? "good" : "bad"}`} role="status">
          {isConnected ? "connected" : "connection lost; reconnecting"}
        </p>
      </header>
      <main>
        <section class="panel world" aria-label="Map">
          <WorldMap model={model} onCity={setCity} />
          <CityTable model={model} />
        </section>
        <section class="regions" aria-label="Regions">
          {state.regions.map((region) => (
            <Card key={region.region} region={region} model={model} />
          ))}
        </section>
        <Timeline model={model} />
        <Controls commands={commands} />
        <Charts model={model} />
        <Requests model={model} />
        <Why model={model} city={city} onCity={setCity} />
        <Panel id="events" title="Events">
          <Scroll aria-label="Last events" role="log">
            {lines.toReversed().map(({ id, at, text }) => (
              <p key={id}>
                <time>{timeOf(at)}</time> {text}
              </p>
            ))}
            {lines.length === 0 && <p class="small">No events yet.</p>}
          </Scroll>
        </Panel>
        <Panel id="emulated" title="What is emulated">
          <ul class="small">
            {state.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Panel>
      </main>
      <p class={`last ${result?.ok ? "good" : "bad"}`} role="status">
        {result?.text} {result && <code>{shell(result.line)}</code>}
      </p>
    </Run.Provider>
  );
}

render(<Page />, document.body);
