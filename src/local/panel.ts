import { stripVTControlCharacters } from "node:util";
import { bad, good } from "./describe";
import { faultsOf } from "./faults";
import { healthOf, type RegionState } from "./region-state";

/** The maximum share of a terminal's rows for the panel, so that events stay visible above it. */
const SHARE_OF_ROWS = 0.5;
const LEAST_ROWS = 3;

type Cuts = readonly (readonly [string, string])[];

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Returns one line per region and per cut, without colors. */
export function statusLines(states: readonly RegionState[], cuts: Cuts): string[] {
  return linesOf(states, cuts, true).map(({ text }) => stripVTControlCharacters(text));
}

/**
 * Returns the lines that fit a terminal. No line wraps, and lines without a problem are dropped first. Details are left
 * out if any line would be too long.
 */
export function panelLines(states: readonly RegionState[], cuts: Cuts, size: TerminalSize): string[] {
  // A line of all columns would wrap on some terminals.
  const columns = size.columns - 1;
  const most = Math.max(LEAST_ROWS, Math.floor(size.rows * SHARE_OF_ROWS));
  const detailed = linesOf(states, cuts, true);
  const fits = detailed.every(({ text }) => widthOf(text) <= columns);
  const lines = fits ? detailed : linesOf(states, cuts, false);
  const shown = lines.length <= most ? lines : selected(lines, most - 1);
  const hidden = lines.length - shown.length;
  return [...shown.map(({ text }) => text), ...(hidden > 0 ? [`${hidden} more: type status`] : [])].map(
    (line) => shortened(line, columns),
  );
}

interface Line {
  readonly text: string;
  readonly hasProblem: boolean;
}

function linesOf(states: readonly RegionState[], cuts: Cuts, withDetails: boolean): Line[] {
  const width = Math.max(...states.map(({ region }) => region.length));
  return [
    ...states.map((state) => {
      const { evacuated, checkFailure } = state;
      const problems = [
        ...(evacuated === undefined ? [] : [`evacuated by ${evacuated.by}: ${evacuated.reason}`]),
        ...faultsOf(state),
        ...(checkFailure === undefined ? [] : [checkFailure]),
      ];
      const fields = [
        state.region.padEnd(width),
        health(state),
        ...(withDetails ? [state.address.padEnd(12), `${state.processes} processes`] : []),
        ...problems.map(bad),
      ];
      return {
        text: fields.join("  ").trimEnd(),
        hasProblem: state.healthy === false || problems.length > 0,
      };
    }),
    ...cuts.map(([a, b]) => ({ text: bad(`no replication between ${a} and ${b}`), hasProblem: true })),
  ];
}

function health(state: RegionState): string {
  const text = healthOf(state).padEnd(11);
  return state.healthy === undefined ? text : state.healthy ? good(text) : bad(text);
}

/** Selects lines in their order, preferring those with a problem. */
function selected(lines: readonly Line[], count: number): Line[] {
  const byUrgency = [...lines].sort((a, b) => Number(b.hasProblem) - Number(a.hasProblem));
  const chosen = new Set(byUrgency.slice(0, count));
  return lines.filter((line) => chosen.has(line));
}

function shortened(line: string, columns: number): string {
  return widthOf(line) <= columns ? line : `${stripVTControlCharacters(line).slice(0, columns - 1)}…`;
}

/** Returns the columns of a line of ASCII text. */
export function widthOf(line: string): number {
  return stripVTControlCharacters(line).length;
}
