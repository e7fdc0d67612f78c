import { closest, distance } from "fastest-levenshtein";
import type { LocalRegions } from "./local-regions";

/** The reason why a command cannot be carried out. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** An argument of a command. */
export interface Argument {
  readonly name: string;
  readonly isOptional?: true;
  /** Returns the allowed words. @default - any text */
  readonly words?: (regions: readonly string[]) => readonly string[];
}

/**
 * Returns the region that a command names.
 *
 * @throws CommandError
 */
export function regionOf({ regions }: LocalRegions, name = ""): string {
  const region = regions.find((one) => one === name);
  if (region === undefined) {
    throw new CommandError(
      `${JSON.stringify(name)} is not a region of this stack (${regions.join(", ")})${didYouMean(name, regions)}`,
    );
  }
  return region;
}

/**
 * Returns the two regions that a command names.
 *
 * @throws CommandError
 */
export function pairOf(
  regions: LocalRegions,
  command: string,
  one: string | undefined,
  other: string | undefined,
): [string, string] {
  const [a, b] = [regionOf(regions, one), regionOf(regions, other)];
  if (a === b) {
    throw new CommandError(`${command}: expected two different regions`);
  }
  return [a, b];
}

/** Returns a suggestion to append to an error; empty if no known word is similar. */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = closest(word.toLowerCase(), known);
  const typos = Math.min(3, Math.max(1, Math.floor(word.length / 2)));
  return distance(word.toLowerCase(), nearest) > typos ? "" : `; did you mean ${JSON.stringify(nearest)}?`;
}
