import { OPERATIONS, type OperationId } from "../currency-exchange/openapi";
import type { Parameter } from "../openapi/types";
import { Problem } from "./problem";
import type { Request } from "./request";

/** What a path answers to, by method. HEAD is answered as GET, and OPTIONS for every path. */
type Methods = ReadonlyMap<string, OperationId>;

const ROUTES: ReadonlyMap<string, Methods> = routes();

/**
 * The operation that a request asks for; `OPTIONS` with the methods, where that is what is asked.
 *
 * @throws Problem
 */
export function route({ method, resource }: Request): OperationId | { readonly allow: string } {
  const methods = ROUTES.get(resource);
  if (methods === undefined) {
    throw new Problem("not-found", "There is nothing at this path; / lists what there is");
  }
  const names = [...methods.keys()].flatMap((name) => (name === "GET" ? ["GET", "HEAD"] : [name]));
  const allow = [...names, "OPTIONS"].join(", ");
  if (method === "OPTIONS") {
    return { allow };
  }
  const operationId = methods.get(method === "HEAD" ? "GET" : method);
  if (operationId === undefined) {
    throw new Problem("method-not-allowed", `This path has ${allow}`, { Allow: allow });
  }
  return operationId;
}

export function declaredParameters(operationId: OperationId): readonly Parameter[] {
  const operation = OPERATIONS[operationId];
  return "parameters" in operation ? operation.parameters : [];
}

function routes(): Map<string, Map<string, OperationId>> {
  const routes = new Map<string, Map<string, OperationId>>();
  for (const id of operationIds()) {
    const { method, path } = OPERATIONS[id];
    routes.set(path, (routes.get(path) ?? new Map<string, OperationId>()).set(method.toUpperCase(), id));
  }
  return routes;
}

function operationIds(): OperationId[] {
  return Object.keys(OPERATIONS).filter((id): id is OperationId => id in OPERATIONS);
}
