/**
 * A sentence of a review: its own words, and names from the plan. Nothing in a plan is trusted, so each renderer shows
 * names in a form that cannot be read as anything else.
 */
export type Text = readonly (string | Name)[];

/** A value from the plan: an address, an attribute, a value. */
export interface Name {
  readonly name: string;
  /** How many of its characters are shown. */
  readonly longest?: number;
  /** The value that it is compared with. If the name is too long, their common beginning is left out. */
  readonly unlike?: string;
}

/** Writes a sentence: `text\`${address} is destroyed.\``. Inserted strings are names from the plan. */
export function text(words: TemplateStringsArray, ...names: readonly (string | number | Text)[]): Text {
  return words.flatMap((word, index) => {
    const name = names[index];
    if (name === undefined) {
      return word === "" ? [] : [word];
    }
    const shown: Text =
      typeof name === "string" ? [{ name }] : typeof name === "number" ? [String(name)] : name;
    return word === "" ? shown : [word, ...shown];
  });
}

/** Words of the review that contain nothing from the plan. */
export function plain(words: string): Text {
  return [words];
}

/** The sentence without any format. */
export function asString(sentence: Text): string {
  return sentence.map((part) => (typeof part === "string" ? part : part.name)).join("");
}

/** `1 resource`, `2 resources`. */
export function counted(count: number, what: string): Text {
  return [`${count} ${what}${count === 1 ? "" : "s"}`];
}

/** `a, b and c`; a long list ends with the number of further items. */
export function list(names: readonly string[], longest = 6): Text {
  const shown = names.slice(0, names.length === longest + 1 ? names.length : longest);
  const rest = names.length - shown.length;
  return shown
    .flatMap((name, index): Text => {
      const last = index === shown.length - 1 && rest === 0;
      return index === 0 ? [{ name }] : [last ? " and " : ", ", { name }];
    })
    .concat(rest === 0 ? [] : [` and ${rest} more`]);
}

/** Joins sentences. */
export function joined(parts: readonly Text[], separator = ", "): Text {
  return parts.flatMap((part, index) => (index === 0 ? part : [separator, ...part]));
}

/** The default length of a name. */
const LONGEST = 300;

/** This much of the common beginning is shown. */
const SHARED = 20;

/** A name without its secrets. It is shortened last: half a secret would not be recognized. */
export function shown(
  { name, longest = LONGEST, unlike = "" }: Name,
  clean: (text: string) => string,
): string {
  const [text, other] = [clean(name), clean(unlike)];
  let shared = 0;
  while (shared < other.length && text[shared] === other[shared]) {
    shared += 1;
  }
  const skipped = text.length > longest && shared < text.length ? shared - SHARED : 0;
  return visible(skipped > 0 ? `…${text.slice(skipped)}` : text, longest);
}

/** Line breaks, and characters that make a terminal or an editor display something else. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;

/** A name without invisible characters, shortened. */
export function visible(name: string, longest = LONGEST): string {
  const cut = name.length > longest ? `${name.slice(0, longest)}…` : name;
  return cut.replace(INVISIBLE, "\u{FFFD}");
}
