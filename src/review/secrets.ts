import { groupBy, isList, isObject, type Json, type Plan, perText } from "../terraform";
import { isRegion } from "./region";
import { hasMark } from "./values";

export const HIDDEN = "(sensitive)";

/** Shorter texts are not searched for, because they would be found in words. */
const SHORTEST = 4;

/** Attributes with secrets, whether their schema marks them or not. */
const SECRET_NAME =
  /(^|_)(password|passwd|passphrase|secret|secret_string|secret_binary|token|private_key|api_?key|access_key|credentials?|auth_token|user_data|user_data_base64|connection_string|certificate_body)(_wo)?$/i;

/** Environment variables often contain unmarked secrets: names are shown, values are not. */
const SECRET_PLACE =
  /(^|\.)(environment|variables|environment_variables|secret_environment_variables)(\[|\.|$)/;

const isSecretName = perText((name) => SECRET_NAME.test(name));

export const isSecretPath = perText(
  (path) => SECRET_PLACE.test(path) || path.split(/[.[\]]+/).some(isSecretName),
);

/** Returns a function that removes the plan's sensitive values from a text: plain, in JSON, in a URL, or in Base64. */
export function secretRemover(plan: Plan): (text: string) => string {
  const secrets = new Set<string>();
  for (const json of plan.sensitive) {
    collect(json, true, secrets);
  }
  for (const change of [...plan.changes, ...plan.drift]) {
    collect(change.before, change.beforeSensitive, secrets);
    collect(change.after, change.afterSensitive, secrets);
    collectNamed(change.before, secrets);
    collectNamed(change.after, secrets);
  }
  const isPublic = publicIn(plan);
  const hidden = [...secrets].filter((secret) => !isPublic(secret));
  if (hidden.length === 0) {
    return (text) => text;
  }
  return replacer(new Set(hidden.flatMap(disguises)), HIDDEN);
}

/**
 * Whether a secret is also a region, a port, the name of an attribute, or words of an address. Hiding those would reveal
 * the secret.
 */
function publicIn({ changes }: Plan): (secret: string) => boolean {
  const addresses = changes.map(({ address }) => address.toLowerCase()).join("\n");
  const words = new Set(addresses.split(/[^a-z0-9]+/));
  for (const name of changes.flatMap(({ before, after }) => [...namesIn(before), ...namesIn(after)])) {
    words.add(name);
  }
  const isInAddress = (text: string) =>
    words.has(text.split(/[-_]/, 1)[0] ?? "") &&
    new RegExp(`(?<![a-z0-9])${text}(?![a-z0-9])`).test(addresses);
  return (secret) => {
    const text = secret.toLowerCase();
    const isPlain = /^\d{1,5}$/.test(text) || isRegion(text) || words.has(text);
    return isPlain || (!/[^\w-]/.test(text) && isInAddress(text));
  };
}

/** Returns a copy that hides every marked value, so that no rule can reveal it. */
export function masked(value: Json, mark: Json | undefined): Json {
  if (mark === true) {
    return value === null ? null : HIDDEN;
  }
  if (!hasMark(mark)) {
    return value;
  }
  if (isList(mark) && isList(value)) {
    return value.map((item, index) => masked(item, mark[index]));
  }
  if (isObject(mark) && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        masked(item, Object.hasOwn(mark, key) ? mark[key] : undefined),
      ]),
    );
  }
  return value;
}

function disguises(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, "utf8");
  return [
    secret,
    // In a DNS name, in JSON, in a URL, in hexadecimal, in Base64.
    secret.toLowerCase(),
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.replace(/\p{Cs}/gu, "\u{FFFD}")),
    bytes.toString("hex"),
    ...[0, 1, 2].map((shift) => base64After(shift, bytes)),
    ...[0, 1, 2].map((shift) => base64After(shift, bytes).replaceAll("+", "-").replaceAll("/", "_")),
  ].filter(({ length }) => length >= SHORTEST);
}

/** Bytes in the Base64 of a longer text such as `user:password`, without the characters that mix with others. */
function base64After(shift: number, bytes: Buffer): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString("base64")
    .replace(/=+$/, "");
  const mixedEnd = (shift + bytes.length) % 3 === 0 ? 0 : 1;
  return text.slice(Math.ceil((shift * 8) / 6), text.length - mixedEnd);
}

/**
 * Returns a function that replaces every occurrence of these texts, the longest where several begin. It takes about the
 * same time for one text as for thousands: texts of one length that begin alike are looked up at once.
 *
 * @param texts - each of at least {@link SHORTEST} characters
 */
function replacer(texts: ReadonlySet<string>, by: string): (input: string) => string {
  const groups = groupBy([...texts], (text) => text.slice(0, SHORTEST));
  const lengths = new Map(
    [...groups].map(([beginning, group]) => [
      beginning,
      [...new Set(group.map(({ length }) => length))].sort((a, b) => b - a),
    ]),
  );
  return (input) => {
    let [output, kept] = ["", 0];
    for (let at = 0; at <= input.length - SHORTEST; ) {
      const possible = lengths.get(input.slice(at, at + SHORTEST)) ?? [];
      const length = possible.find((one) => texts.has(input.slice(at, at + one))) ?? 0;
      if (length > 0) {
        output += input.slice(kept, at) + by;
        kept = at + length;
      }
      at += Math.max(1, length);
    }
    return output + input.slice(kept);
  };
}

/** Collects the texts under Terraform's marks: `true` for a whole value, or the same shape with `true` inside. */
function collect(value: Json | undefined, mark: Json | undefined, into: Set<string>): void {
  if (mark === true) {
    for (const text of texts(value)) {
      if (text.length >= SHORTEST) {
        into.add(text);
      }
    }
  } else if (isList(mark) && isList(value)) {
    mark.forEach((inner, index) => {
      collect(value[index], inner, into);
    });
  } else if (isObject(mark) && isObject(value)) {
    for (const [key, inner] of Object.entries(mark)) {
      collect(Object.hasOwn(value, key) ? value[key] : undefined, inner, into);
    }
  }
}

/** Collects the values of top-level attributes that are named like a secret. */
function collectNamed(values: Json, into: Set<string>): void {
  for (const name of namesIn(values).filter(isSecretName)) {
    collect(isObject(values) ? values[name] : undefined, true, into);
  }
}

function namesIn(values: Json): readonly string[] {
  return isObject(values) ? Object.keys(values) : [];
}

function texts(value: Json | undefined): readonly string[] {
  if (typeof value === "string") {
    return [value, ...value.split(/\r?\n/)];
  }
  if (typeof value === "number") {
    return [String(value)];
  }
  return isList(value) || isObject(value) ? Object.values(value).flatMap(texts) : [];
}
