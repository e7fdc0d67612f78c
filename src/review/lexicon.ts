/** Shorter texts are not looked for: they would be found in words. */
export const SHORTEST = 4;

/** Texts to look for: as many as there are, a place in a text is looked at in the time that few would take. */
export interface Lexicon {
  readonly beginnings: ReadonlySet<string>;
  readonly sorted: readonly string[];
  /** Of a text, the longest other one that it begins with. */
  readonly prefixes: ReadonlyMap<string, string | undefined>;
}

/** @param texts - each of at least {@link SHORTEST} characters */
export function lexiconOf(texts: ReadonlySet<string>): Lexicon {
  const sorted = [...texts].sort();
  const prefixes = new Map<string, string | undefined>();
  const open: string[] = [];
  for (const text of sorted) {
    while (open.length > 0 && !text.startsWith(open.at(-1) ?? "")) {
      open.pop();
    }
    prefixes.set(text, open.at(-1));
    open.push(text);
  }
  return { beginnings: new Set(sorted.map((text) => text.slice(0, SHORTEST))), sorted, prefixes };
}

/** A text in which each of the lexicon is replaced, the longest where several begin. */
export function replaceTexts(text: string, lexicon: Lexicon, by: string): string {
  const left: string[] = [];
  let kept = 0;
  for (let at = 0; at <= text.length - SHORTEST; ) {
    const length = lexicon.beginnings.has(text.slice(at, at + SHORTEST))
      ? longestAt(text.slice(at), lexicon)
      : 0;
    if (length > 0) {
      left.push(text.slice(kept, at), by);
      kept = at + length;
    }
    at += Math.max(1, length);
  }
  return left.length === 0 ? text : left.join("") + text.slice(kept);
}

/** The length of the longest text that another one begins with; 0 for none. */
function longestAt(text: string, { sorted, prefixes }: Lexicon): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((sorted[middle] ?? "") <= text) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  // Whatever stands between a beginning of the text and the text begins alike.
  let candidate = sorted[low - 1];
  while (candidate !== undefined && !text.startsWith(candidate)) {
    candidate = prefixes.get(candidate);
  }
  return candidate?.length ?? 0;
}
