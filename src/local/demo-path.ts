import type { LocalRegions } from "./local-regions";

/**
 * Returns the path and query of the clients' request: the service's, or the API's first public GET operation without
 * required parameters.
 */
export function demoPath({ service, stack }: LocalRegions): string {
  const checked = [...stack.terraform.resources.values()].flatMap(({ type, attributes }) =>
    type === "aws_route53_health_check" ? (attributes.knownText("resource_path") ?? []) : [],
  );
  const open = stack.restApis
    .flatMap(({ body }) => body.routes)
    .filter(
      ({ method, path, operation: { parameters, security } }) =>
        (method === "GET" || method === "ANY") &&
        !path.includes("{") &&
        security.length === 0 &&
        parameters.every(({ required }) => !required),
    )
    .map(({ path }) => path);
  return service.demo?.path ?? open.find((path) => !checked.includes(path)) ?? checked[0] ?? "/";
}
