import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** Runs commands, and shows what came of the last one. */
export interface Control {
  readonly run: (line: string) => void;
}

export const ControlContext = createContext<Control>({ run: () => {} });

export function useControl(): Control {
  return useContext(ControlContext);
}

/** The same command for a shell. */
export function command(line: string): string {
  return `curl -d '${line}' ${location.origin}`;
}

/** @returns what was done */
export async function carryOut(line: string): Promise<{ readonly text: string; readonly ok: boolean }> {
  try {
    const response = await fetch("/", { method: "POST", body: line });
    const { done, error } = await response.json();
    return { text: String(done ?? error), ok: response.ok };
  } catch {
    return { text: "The local run does not answer", ok: false };
  }
}
