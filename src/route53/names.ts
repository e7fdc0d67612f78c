/** A DNS name as it is compared: lower case, without the dot at its end. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** Whether the name is the parent, or under it. */
export function isWithin(name: string, parent: string): boolean {
  return name === parent || name.endsWith(`.${parent}`);
}

/**
 * The wildcard names that answer for a name, nearest first: `*.b.c`, `*.c` for `a.b.c`.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html#domain-name-format-asterisk
 */
export function wildcardsOf(name: string): readonly string[] {
  const labels = name.split(".");
  return labels.slice(1).map((_, index) => ["*", ...labels.slice(index + 1)].join("."));
}

/** The provider takes a name outside of the zone for one relative to it. */
export function qualified(name: string, zone: string | undefined): string {
  if (zone === undefined || isWithin(name, zone)) {
    return name;
  }
  return name === "" ? zone : `${name}.${zone}`;
}
