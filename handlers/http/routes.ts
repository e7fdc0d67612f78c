import type { Parameter } from "../openapi/types";
import { Problem } from "./problem";
import type { Request } from "./request";

/** An operation's place in the API, and its parameters. */
export interface Endpoint {
  readonly method: string;
  /** The path in the OpenAPI document, such as `/orders/{id}`. */
  readonly path: string;
  readonly parameters?: readonly Parameter[];
}

/** The operations of an API by method and path. HEAD has the operation of GET, and every path supports OPTIONS. */
export class Routes<OperationId extends string> {
  private readonly paths = new Map<string, Map<string, OperationId>>();

  constructor(private readonly endpoints: Readonly<Record<OperationId, Endpoint>>) {
    for (const id of keysOf(endpoints)) {
      const { method, path } = endpoints[id];
      const methods = this.paths.get(path) ?? new Map<string, OperationId>();
      this.paths.set(path, methods.set(method.toUpperCase(), id));
    }
  }

  /**
   * Returns the operation of a request, or for `OPTIONS`, the methods of the path.
   *
   * @throws Problem
   */
  route({ method, resource }: Request): OperationId | { readonly allow: string } {
    const methods = this.paths.get(resource);
    if (methods === undefined) {
      throw new Problem("not-found", "This path does not exist; / lists all endpoints");
    }
    const names = [...methods.keys()].flatMap((name) => (name === "GET" ? ["GET", "HEAD"] : [name]));
    const allow = [...names, "OPTIONS"].join(", ");
    if (method === "OPTIONS") {
      return { allow };
    }
    const operationId = methods.get(method === "HEAD" ? "GET" : method);
    if (operationId === undefined) {
      throw new Problem("method-not-allowed", `This path supports ${allow}`, { Allow: allow });
    }
    return operationId;
  }

  parametersOf(operationId: OperationId): readonly Parameter[] {
    return this.endpoints[operationId].parameters ?? [];
  }
}

function keysOf<Key extends string>(object: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(object).filter((key): key is Key => key in object);
}
