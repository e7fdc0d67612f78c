import type { ComponentChildren, HTMLAttributes } from "preact";
import { useContext } from "preact/hooks";
import { type Model, Run, shell } from "./local-run";

/** The hues of the regions, as far apart as possible. */
const HUES = [260, 55, 190, 305, 350, 130, 225, 90];

/** The style that gives the elements of a region its color. */
export function colorOf({ state }: Model, region: string | null | undefined) {
  const hue = HUES[state.regions.findIndex((one) => one.region === region) % HUES.length];
  return { "--c": hue && `light-dark(oklch(52% 0.17 ${hue}), oklch(77% 0.13 ${hue}))` };
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
export function Scroll({ children, ...attributes }: HTMLAttributes<HTMLElement>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <section class="scroll" tabIndex={0} {...attributes}>
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
            <th key={text}>{text}</th>
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
  readonly placeholder?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function Field({ label, words = [], placeholder, value, onChange }: FieldProps) {
  const Control = words.length === 0 ? "input" : "select";
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: both alternatives are controls
    <label>
      {label}{" "}
      <Control
        value={value}
        placeholder={placeholder}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      >
        {words.map((word) => (
          <option key={word} value={word}>
            {word || "–"}
          </option>
        ))}
      </Control>
    </label>
  );
}

/** A button that runs a command, and shows it. */
export function Command({ line, label, tone }: { line: string; label?: string; tone?: "danger" }) {
  const run = useContext(Run);
  return (
    <button type="button" class={tone} onClick={() => run(line)} title={shell(line)}>
      {label} <code>{line}</code>
    </button>
  );
}
