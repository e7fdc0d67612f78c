import { type OpenApiDocument, withClientKeys } from "../../handlers/currency-exchange/openapi";
import { ConfigurationError } from "../config";

/**
 * Checks that Route 53's health checkers get an answer: they send GET without a key and without parameters.
 *
 * @throws ConfigurationError if the API's document says that they would be refused
 */
export function requireCheckablePath(path: string, document: OpenApiDocument, keysRequired: boolean): void {
  const { paths } = keysRequired ? withClientKeys(document) : document;
  const checkable = Object.entries(paths)
    .filter(([, { get }]) => get !== undefined && get.security === undefined)
    .filter(([, { get }]) => !get?.parameters?.some((parameter) => parameter.required))
    .map(([name]) => name);
  if (!checkable.includes(path)) {
    throw new ConfigurationError([
      `healthCheck.path: ${JSON.stringify(path)} is not a GET operation that needs no key and no parameters (${checkable.join(", ")})`,
    ]);
  }
}
