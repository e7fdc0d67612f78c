/** Normalizes a DNS name for comparisons: lower case, without the trailing dot. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** Whether a name is the parent or a name below it. */
export function isWithin(name: string, parent: string): boolean {
  return name === parent || name.endsWith(`.${parent}`);
}

/**
 * Returns the wildcard names that can answer for a name, nearest first: `*.b.c`, `*.c` for `a.b.c`.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html#domain-name-format-asterisk
 */
export function wildcardsOf(name: string): readonly string[] {
  const labels = name.split(".");
  return labels.slice(1).map((_, index) => ["*", ...labels.slice(index + 1)].join("."));
}

/** Completes a record's name: the provider takes a name outside of the zone as relative to it. */
export function qualified(name: string, zone: string | undefined): string {
  if (zone === undefined || isWithin(name, zone)) {
    return name;
  }
  return name === "" ? zone : `${name}.${zone}`;
}

/** Whether a certificate's or domain's name covers a host: `*.example.com` covers `api.example.com`, no deeper name. */
export function covers(pattern: string, host: string): boolean {
  return pattern === host || (pattern.startsWith("*.") && wildcardsOf(host)[0] === pattern);
}
