import { useState } from "preact/hooks";
import type { CommandForm } from "../commands";
import { Command, Field, Panel } from "./parts";
import { shell, store } from "./store";

/** Commands with a button of their own. */
const SHORTCUTS = {
  "Heal all": "heal",
  "Start a load": "load 20",
  "Stop the load": "load 0",
  "Real time": "speed 1",
  "10× faster": "speed 10",
  "Run the demo": "demo",
  "Run the gray demo": "demo gray",
};

/** A form for every command of the local run, and the same command for a shell. */
export function Controls({ commands }: { readonly commands: readonly CommandForm[] }) {
  const [name, setName] = useState("");
  const [args, setArgs] = useState<readonly string[]>([]);
  const [copied, setCopied] = useState("");
  const form = commands.find((one) => one.name === name) ?? commands[0];
  if (form === undefined) {
    return null;
  }
  const fields = (form.usage.match(/[<[]\S+/g) ?? []).map((usage, index) => {
    const words = form.choices[index] ?? [];
    const isRequired = /^<.*>$/.test(usage);
    return {
      label: usage.split("|")[0]?.replaceAll(/[[\]<>]/g, "") ?? "",
      words: isRequired || words.length === 0 ? words : ["", ...words],
      // The second of two regions must differ from the first.
      value: args[index] ?? (isRequired ? (words[index] ?? words[0]) : undefined) ?? "",
    };
  });
  const values = fields.map(({ value }) => value);
  const line = [form.name, ...values].filter(Boolean).join(" ");
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
          store.run(line);
        }}
      >
        <Field
          label="Command"
          words={commands.map((one) => one.name)}
          value={form.name}
          onChange={(chosen) => {
            setName(chosen);
            setArgs([]);
          }}
        />
        {fields.map(({ label, words, value }, index) => (
          <Field
            key={`${form.name} ${index}`}
            label={label}
            words={words}
            value={value}
            onChange={(given) => setArgs(values.with(index, given))}
          />
        ))}
        <button type="submit" class="primary">
          Run
        </button>
      </form>
      <p class="small">It {form.does}. From a shell:</p>
      <p class="shell">
        <code>{text}</code>
        <button type="button" onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(text))}>
          {copied === text ? "Copied" : "Copy"}
        </button>
      </p>
    </Panel>
  );
}
