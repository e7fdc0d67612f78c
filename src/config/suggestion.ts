import { closest, distance } from "fastest-levenshtein";

/** Returns `; did you mean "…"?`, or nothing if no known word is close to the value. */
export function didYouMean(value: string, known: readonly string[]): string {
  const word = value.toLowerCase();
  const nearest = closest(
    word,
    known.map((name) => name.toLowerCase()),
  );
  const typos = Math.max(1, Math.floor(word.length / 3));
  const name = known.find((candidate) => candidate.toLowerCase() === nearest);
  return name === undefined || distance(word, nearest) > Math.min(typos, 3)
    ? ""
    : `; did you mean ${JSON.stringify(name)}?`;
}
