import findMyWay, { type HTTPMethod } from "find-my-way";
import type { Route } from "../stack/api-body";

const METHODS: readonly HTTPMethod[] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

export interface Match<T> {
  readonly target: T;
  /** Percent-encoded, as in the request. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the route of a request as API Gateway does: static segments take precedence over parameters, and parameters
 * over `{proxy+}`. Only declared methods match, and a trailing slash is ignored.
 */
export class Router<T extends { readonly route: Route }> {
  private readonly router = findMyWay({ ignoreTrailingSlash: true, maxParamLength: 10_000 });
  private readonly targets: readonly T[];

  constructor(targets: readonly T[]) {
    this.targets = targets;
    for (const [index, { route }] of targets.entries()) {
      const pattern = route.path
        .replaceAll(":", "::")
        .replaceAll(/\{([^}+]+)\+\}/g, "*")
        .replaceAll(/\{([^}]+)\}/g, ":$1");
      const declared = targets.filter((other) => other.route.path === route.path);
      const methods = METHODS.filter(
        (method) =>
          route.method === method ||
          (route.method === "ANY" && !declared.some((other) => other.route.method === method)),
      );
      this.router.on(methods, pattern, () => {}, { index });
    }
  }

  find(method: string, path: string): Match<T> | undefined {
    const known = METHODS.find((one) => one === method);
    const found = known === undefined ? null : this.router.find(known, path);
    const target = this.targets[Number(found?.store?.index ?? -1)];
    return target === undefined
      ? undefined
      : { target, pathParameters: parametersOf(target.route.path, path) };
  }
}

function parametersOf(pattern: string, path: string): Record<string, string> {
  const segments = path.split("/");
  return Object.fromEntries(
    pattern.split("/").flatMap((segment, index): [string, string][] => {
      const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(segment) ?? [];
      if (name === undefined) {
        return [];
      }
      return [[name, greedy === "+" ? segments.slice(index).join("/") : (segments[index] ?? "")]];
    }),
  );
}
