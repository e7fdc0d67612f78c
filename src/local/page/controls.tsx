import { useState } from "preact/hooks";
import type { CommandForm } from "../commands";
import { command, useControl } from "./control";

/** Commands with one press, if the local run has them. */
const SHORTCUTS = [
  { label: "Heal all", line: "heal" },
  { label: "Start a load", line: "load 20" },
  { label: "Stop the load", line: "load 0" },
  { label: "Real time", line: "speed 1" },
  { label: "10× faster", line: "speed 10" },
  { label: "Play an outage", line: "demo" },
];

/** A form for every command of the local run, and the same command for a shell. */
export function Controls({ commands }: { readonly commands: readonly CommandForm[] }) {
  const { run } = useControl();
  const [name, setName] = useState(commands[0]?.name ?? "");
  const [args, setArgs] = useState<readonly string[]>([]);
  const form = commands.find((one) => one.name === name) ?? commands[0];
  if (form === undefined) {
    return null;
  }
  const usages = form.usage.match(/[<[]\S+/g) ?? [];
  const names = usages.map((usage) => usage.split("|")[0]?.replaceAll(/[[\]<>]/g, ""));
  const isRequired = (index: number) => /^<.*>$/.test(usages[index] ?? "");
  // Of two regions, the second one is another.
  const values = form.choices.map(
    (words, index) => args[index] ?? (isRequired(index) ? (words[index] ?? words[0]) : undefined) ?? "",
  );
  const line = [form.name, ...values].filter(Boolean).join(" ");
  return (
    <section class="panel" aria-labelledby="controls">
      <h2 id="controls">Controls</h2>
      <div class="buttons">
        {SHORTCUTS.filter(({ line }) => commands.some((one) => one.name === line.split(" ")[0])).map(
          (one) => (
            <Command key={one.line} {...one} />
          ),
        )}
      </div>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          run(line);
        }}
      >
        <label>
          Command
          <select
            value={form.name}
            onChange={({ currentTarget }) => {
              setName(currentTarget.value);
              setArgs([]);
            }}
          >
            {commands.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </select>
        </label>
        {form.choices.map((words, index) => (
          <Argument
            key={`${form.name} ${index}`}
            label={names[index] ?? ""}
            words={words}
            isRequired={isRequired(index)}
            value={values[index] ?? ""}
            onChange={(value) => setArgs(values.with(index, value))}
          />
        ))}
        <button type="submit" class="primary">
          Run
        </button>
      </form>
      <p class="small">It {form.does}. The same from a shell:</p>
      <Shell line={line} />
    </section>
  );
}

/** A button that runs a command, and shows it. */
export function Command(props: { readonly label: string; readonly line: string; readonly tone?: "danger" }) {
  const { label, line, tone } = props;
  const { run } = useControl();
  return (
    <button type="button" class={tone ?? ""} onClick={() => run(line)} title={command(line)}>
      {label} <code>{line}</code>
    </button>
  );
}

function Argument(props: {
  readonly label: string;
  readonly words: readonly string[];
  readonly isRequired: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { label, words, isRequired, value, onChange } = props;
  return words.length === 0 ? (
    <label>
      {label}
      <input value={value} onInput={({ currentTarget }) => onChange(currentTarget.value)} />
    </label>
  ) : (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {!isRequired && <option value="">–</option>}
        {words.map((word) => (
          <option key={word}>{word}</option>
        ))}
      </select>
    </label>
  );
}

function Shell({ line }: { readonly line: string }) {
  const [copied, setCopied] = useState("");
  const text = command(line);
  return (
    <p class="shell">
      <code>{text}</code>
      <button
        type="button"
        onClick={() =>
          navigator.clipboard.writeText(text).then(
            () => setCopied(text),
            () => setCopied(""),
          )
        }
      >
        {copied === text ? "Copied" : "Copy"}
      </button>
    </p>
  );
}
