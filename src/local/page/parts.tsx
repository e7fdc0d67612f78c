import type { ComponentChildren } from "preact";
import { type Model, shell, store } from "./store";

/** The class that gives a region its color. */
export function colorOf({ state }: Model, region: string | null | undefined): string {
  const index = state.regions.findIndex((one) => one.region === region);
  return index < 0 ? "none" : `region-${index % 8}`;
}

/** `14:03:09` */
export function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString("en-GB");
}

interface PanelProps {
  readonly id: string;
  readonly title: string;
  /** Beside the title. */
  readonly fields?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Panel({ id, title, fields, children }: PanelProps) {
  return (
    <section class="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {fields}
      </header>
      {children}
    </section>
  );
}

/** A box that scrolls, also by keyboard. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <section class="scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}

export function Table({ head, children }: { head: readonly string[]; children: ComponentChildren }) {
  return (
    <table>
      <thead>
        <tr>
          {head.map((text) => (
            <th key={text} scope="col">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

interface FieldProps {
  readonly label: string;
  /** The words to choose from; none for any text. */
  readonly words?: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function Field({ label, words = [], value, onChange }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: both alternatives are controls
    <label>
      {label}{" "}
      {words.length === 0 ? (
        <input value={value} onInput={({ currentTarget }) => onChange(currentTarget.value)} />
      ) : (
        <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          {words.map((word) => (
            <option key={word} value={word}>
              {word || "–"}
            </option>
          ))}
        </select>
      )}
    </label>
  );
}

/** A button that runs a command, and shows it. */
export function Command({ line, label, tone }: { line: string; label?: string; tone?: "danger" }) {
  return (
    <button type="button" class={tone} onClick={() => store.run(line)} title={shell(line)}>
      {label} <code>{line}</code>
    </button>
  );
}
