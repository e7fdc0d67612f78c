/**
 * A sentence of a review: its own words, and what it took from the plan. Nothing in a plan is trusted: each
 * renderer shows names so that they cannot be read as anything but names.
 */
export type Text = readonly (string | Name)[];

/** Something named by the plan: an address, an attribute, a value. */
export interface Name {
  readonly name: string;
  /** How many characters of it are shown. */
  readonly longest?: number;
  /** What it is compared with: what both begin with is left out, if it is too long otherwise. */
  readonly unlike?: string;
}

/** Writes a sentence. What is put in is a name, except for another text and for a number. */
export function say(words: TemplateStringsArray, ...names: readonly (string | number | Text)[]): Text {
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

/** Words that are ours and hold nothing from the plan. */
export function plain(words: string): Text {
  return [words];
}

/** `1 resource`, `2 resources`. */
export function counted(count: number, what: string): Text {
  return [`${count} ${what}${count === 1 ? "" : "s"}`];
}

/** `a, b and c`; long lists end in how many more there are. */
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

/** `a, b`: sentences one after another. */
export function joined(parts: readonly Text[], separator = ", "): Text {
  return parts.flatMap((part, index) => (index === 0 ? part : [separator, ...part]));
}

/** The longest name that is shown whole, if nothing else is said. */
const LONGEST = 300;

/** As much of what both begin with is still shown. */
const SHARED = 20;

/** A name as it may be shown, without the secrets in it. It is cut last: a half of a secret would not be found. */
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

/** Line breaks, and what makes a terminal or an editor show something else than what is there. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;

/** A name with nothing in it that could not be seen, and not too long. */
export function visible(name: string, longest = LONGEST): string {
  const cut = name.length > longest ? `${name.slice(0, longest)}…` : name;
  return cut.replace(INVISIBLE, "\u{FFFD}");
}
