type Fields = Readonly<Record<string, unknown>>;

/**
 * Returns why an API with the given OpenAPI document does not serve a GET request without credentials; undefined if it
 * does, or if the document has no paths.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-any-method.html
 */
export function whyNoGet(document: unknown, segments: readonly string[]): string | undefined {
  if (!isFields(document) || !isFields(document["paths"])) {
    return undefined;
  }
  // A fixed segment takes precedence over a parameter.
  const [item] = Object.entries(document["paths"])
    .filter(([template]) => fits(segmentsOf(template), segments))
    .sort(([a], [b]) => a.split("{").length - b.split("{").length)
    .map(([, one]) => one);
  const operation = isFields(item) ? (item["get"] ?? item["x-amazon-apigateway-any-method"]) : undefined;
  if (!isFields(operation)) {
    return "has no";
  }
  const security = operation["security"] ?? document["security"];
  return Array.isArray(security) && security.length > 0 ? "requires credentials for" : undefined;
}

export function segmentsOf(path: string): readonly string[] {
  return path
    .replace(/[?#].*/, "")
    .split("/")
    .filter((segment) => segment !== "");
}

function fits(template: readonly string[], path: readonly string[]): boolean {
  const isGreedy = template.at(-1)?.endsWith("+}") === true;
  return (
    (isGreedy ? template.length <= path.length : template.length === path.length) &&
    template.every((segment, at) => segment.startsWith("{") || segment === path[at])
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
