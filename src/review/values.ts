import { isList, isObject, type Json, perText } from "../terraform";

/** Returns the value at a path such as `point_in_time_recovery[0].enabled`; undefined if there is none. */
export function valueAt(json: Json | undefined, path: string): Json | undefined {
  let found = json;
  for (const step of stepsOf(path)) {
    if (isList(found)) {
      found = found[Number(step)];
    } else {
      found = isObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
    }
  }
  return found;
}

/** The rules read the same few paths of every resource. */
const stepsOf = perText((path) => path.split(/[.[\]]+/).filter((step) => step !== ""));

/** Terraform marks a value, or values in it, with `true`: as sensitive, or as unknown until the apply. */
export function hasMark(marks: Json | undefined): boolean {
  return marks === true || ((isList(marks) || isObject(marks)) && Object.values(marks).some(hasMark));
}

export function textAt(json: Json | undefined, path: string): string | undefined {
  const value = valueAt(json, path);
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function numberAt(json: Json | undefined, path: string): number | undefined {
  const value = valueAt(json, path);
  return typeof value === "number" ? value : undefined;
}

/** Terraform keeps a block as a list of one, or of many. */
export function blocksAt(json: Json | undefined, path: string): readonly Json[] {
  const value = valueAt(json, path);
  return isList(value) ? value : value === undefined || value === null ? [] : [value];
}
