import { useContext, useState } from "preact/hooks";
import type { CommandForm } from "../command-line";
import { Run, shell } from "./local-run";
import { Command, Field, Panel } from "./parts";

/** Commands with a button of their own. */
const SHORTCUTS = {
  "Heal all": "heal",
  "Start a load": "load 20",
  "Stop the load": "load 0",
  "Real time": "speed 1",
  "10× faster": "speed 10",
  "Run the demo": "demo",
  "Run the gray demo": "demo gray",
  "Run the rollout demo": "demo rollout",
};

/** A form for every command of the local run, and the same command for a shell. */
export function Controls({ commands }: { readonly commands: readonly CommandForm[] }) {
  const run = useContext(Run);
  const [name, setName] = useState(commands[0]?.name ?? "");
  const [args, setArgs] = useState<Readonly<Record<string, string>>>({});
  const [copied, setCopied] = useState("");
  const form = commands.find((one) => one.name === name);
  const fields = (form?.fields ?? []).map(({ label, words, value }) => {
    const key = `${name} ${label}`;
    return { key, label, words, value: args[key] ?? value };
  });
  const line = [name, ...fields.map(({ value }) => value)].filter(Boolean).join(" ");
  const text = shell(line);
  return (
    <Panel id="controls" title="Controls">
      <div class="buttons">
        {Object.entries(SHORTCUTS).map(([label, line]) => (
          <Command key={line} label={label} line={line} />
        ))}
      </div>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          run(line);
        }}
      >
        <Field label="Command" words={commands.map((one) => one.name)} value={name} onChange={setName} />
        {fields.map(({ key, ...field }) => (
          <Field {...field} key={key} onChange={(value) => setArgs((args) => ({ ...args, [key]: value }))} />
        ))}
        <button type="submit" class="primary">
          Run
        </button>
      </form>
      <p class="small">It {form?.does}. From a shell:</p>
      <p class="shell">
        <code>{text}</code>
        <button type="button" onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(text))}>
          {copied === text ? "Copied" : "Copy"}
        </button>
      </p>
    </Panel>
  );
}
