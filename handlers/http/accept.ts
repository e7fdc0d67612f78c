import { Problem } from "./problem";

/**
 * Returns the offered media type that the client prefers; the first one if several are equal.
 *
 * @param accept - an Accept header; undefined or empty: anything
 * @throws Problem if the client accepts none of them
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept
 */
export function preferred<Type extends string>(accept: string | undefined, offered: readonly Type[]): Type {
  const ranges = (accept || "*/*").slice(0, 1000).split(",").map(readRange);
  const weighed = offered
    .map((type) => ({ type, weight: weightOf(type, ranges) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const [best] = weighed;
  if (best === undefined) {
    throw new Problem("not-acceptable", `Accept: must allow one of ${offered.join(", ")}`);
  }
  return best.type;
}

interface Range {
  readonly type: string;
  readonly weight: number;
}

function readRange(text: string): Range {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith("q="));
  const number = weight === undefined ? 1 : Number(weight.slice(2));
  return { type, weight: Number.isNaN(number) ? 0 : number };
}

/** Returns the quality of a type by the most specific media range that contains it. */
function weightOf(type: string, ranges: readonly Range[]): number {
  const [family = ""] = type.split("/");
  for (const candidate of [type, `${family}/*`, "*/*"]) {
    const range = ranges.find((given) => given.type === candidate);
    if (range !== undefined) {
      return range.weight;
    }
  }
  return 0;
}
