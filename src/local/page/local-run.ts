import { createContext } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Snapshot, Update } from "../feed";
import { appended } from "../history";

/** The content of the page. Its lists are bounded, however long the page is open. */
export interface Model extends Snapshot {
  readonly isConnected: boolean;
}

/** Follows the local run. Returns undefined until the first connection. */
export function useLocalRun(): Model | undefined {
  const [model, setModel] = useState<Model>();
  useEffect(connect, []);
  return model;

  function connect(): void {
    const source = new EventSource("events");
    source.addEventListener("snapshot", ({ data }) => setModel({ ...JSON.parse(data), isConnected: true }));
    source.addEventListener("update", ({ data }) => {
      const update: Update = JSON.parse(data);
      setModel((model) => model && { ...model, ...update, ...appended(model, update) });
    });
    source.addEventListener("error", () => {
      source.close();
      setModel((model) => model && { ...model, isConnected: false });
      setTimeout(connect, 1000);
    });
  }
}

/** A command with its result or error. */
export interface Result {
  readonly line: string;
  readonly text: string;
  readonly ok: boolean;
}

/** Carries out a command. */
export async function carryOut(line: string): Promise<Result> {
  try {
    const response = await fetch("/", { method: "POST", body: line });
    const { done, error } = await response.json();
    return { line, text: done ?? error, ok: response.ok };
  } catch {
    return { line, text: "The local run does not respond", ok: false };
  }
}

/** A function that carries out a command and shows its result. */
export const Run = createContext<(line: string) => void>(() => {});

/** Returns the same command for a shell. */
export function shell(line: string): string {
  return `curl -d '${line}' ${location.origin}`;
}
