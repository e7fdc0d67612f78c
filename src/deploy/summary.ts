import { groupBy, isValueObject, type Resource, type Terraform, type Value } from "../terraform";

/** `4 min 31 s`, `12 s` */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}

/** Returns the number of resources per region, and the outputs without those for programs. */
export function describeDeployed(resources: readonly Resource[], outputs: Terraform["outputs"]): string {
  const regions = groupBy(resources, ({ region = "no region" }) => region);
  return [
    ...table([...regions].map(([region, own]) => [region, `${own.length} resources`])),
    "",
    ...table([...outputs].flatMap(([name, value]) => (isForPrograms(value) ? [] : rows(name, value)))),
  ].join("\n");
}

/** A list of objects does not fit into a row. */
function isForPrograms(value: Value): boolean {
  return isValueObject(value)
    ? Object.values(value).some(isForPrograms)
    : Array.isArray(value) && value.some(isValueObject);
}

/** An object has a row for each of its keys. */
function rows(name: string, value: Value): [string, string][] {
  if (isValueObject(value)) {
    return Object.entries(value).flatMap(([key, part]) => rows(`${name} ${key}`, part));
  }
  return [[name, Array.isArray(value) ? value.join(", ") : String(value)]];
}

function table(lines: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}
