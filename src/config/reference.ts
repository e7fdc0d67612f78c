import * as z from "zod/mini";

/** A setting as `docs/configuration.md` describes it. */
export interface Reference {
  /** What the setting does. */
  readonly does: string;
  /** What changing it does to a deployed stack. */
  readonly later: string;
  /** The behavior of an omitted setting without a default. @default "none" */
  readonly unset?: string;
}

const REFERENCES = z.registry<Reference>();

/** Documents a setting. */
export function setting<Schema extends z.ZodMiniType>(schema: Schema, reference: Reference): Schema {
  REFERENCES.add(schema, reference);
  return schema;
}

/** One key of the configuration. Regions' keys are those of `regions.<region>`. */
export interface Setting extends Reference {
  readonly key: string;
  /** The allowed values, in the words of the error message. */
  readonly allowed: string;
  /** JSON; undefined if the setting has no default. */
  readonly preset: string | undefined;
}

/**
 * Lists every setting of a schema, in its order.
 *
 * @throws Error if a setting has no {@link Reference}
 */
export function settingsOf(schema: z.core.$ZodType, path: readonly string[] = []): readonly Setting[] {
  const reference = REFERENCES.get(schema);
  const inner = unwrapped(schema);
  if (reference === undefined && inner instanceof z.core.$ZodObject) {
    return Object.entries(inner._zod.def.shape).flatMap(([key, value]) => settingsOf(value, [...path, key]));
  }
  const key = path.join(".");
  if (reference === undefined) {
    throw new Error(`${key} has no reference`);
  }
  const entry = { ...reference, key, allowed: allowedBy(inner), preset: presetOf(schema) };
  return inner instanceof z.core.$ZodRecord && key === "regions"
    ? [entry, ...settingsOf(inner._zod.def.valueType, [...path, "<region>"])]
    : [entry];
}

/** The schema of the values, without defaults and optionality. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault ||
    schema instanceof z.core.$ZodOptional
    ? unwrapped(schema._zod.def.innerType)
    : schema;
}

function presetOf(schema: z.core.$ZodType): string | undefined {
  return schema instanceof z.core.$ZodDefault || schema instanceof z.core.$ZodPrefault
    ? JSON.stringify(schema._zod.def.defaultValue)
    : undefined;
}

/** The message for a value of no allowed type. */
function allowedBy(schema: z.core.$ZodType): string {
  const [issue] = z.safeParse(schema, Symbol("no setting")).error?.issues ?? [];
  return (issue?.message ?? "").replace(/^is not /, "");
}

/** Returns the rows of a Markdown table with the columns key, values, default, purpose, and later changes. */
export function referenceTable(settings: readonly Setting[]): string {
  return [
    "| key | values | default | what it does | changing it later |",
    "| --- | --- | --- | --- | --- |",
    ...settings.map(({ key, allowed, preset, unset = "none", does, later }) =>
      ["", `\`${key}\``, escaped(allowed), preset === undefined ? unset : `\`${preset}\``, does, later, ""]
        .join(" | ")
        .trim(),
    ),
  ].join("\n");
}

function escaped(text: string): string {
  return text.replace(/[<|]/g, (character) => (character === "<" ? "&lt;" : "\\|"));
}
