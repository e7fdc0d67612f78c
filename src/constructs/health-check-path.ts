import { reject } from "./invalid-input";
import { needsKey, type OperationsProps, operationsOf } from "./operations";

/**
 * Checks that Route 53's health checkers can call the path: they send GET requests without a key or parameters.
 *
 * @throws InvalidInput if the API would reject their requests according to its document
 */
export function requireCheckablePath(path: string, props: OperationsProps): void {
  const operations = operationsOf(props);
  const checkable = [...operations]
    .filter(([, { get }]) => get !== undefined && (get.security ?? []).length === 0)
    .filter(([, { get }]) => !get?.parameters?.some((parameter) => parameter.required))
    .map(([name]) => name);
  if (!checkable.includes(path)) {
    const { get } = operations.get(path) ?? {};
    const remedy = get !== undefined && needsKey(get) ? '; "security": [] makes the operation public' : "";
    const known = checkable.length === 0 ? "the document has none" : checkable.join(", ");
    reject(
      "healthCheck.path",
      `${JSON.stringify(path)} must be a GET operation that needs no key and no parameters (${known})${remedy}`,
    );
  }
}

/** @throws InvalidInput if clients have keys but no operation requires one */
export function requireProtectedOperation(props: OperationsProps): void {
  const operations = [...operationsOf(props).values()].flatMap((item) => Object.values(item));
  if (props.keysRequired && !operations.some(needsKey)) {
    reject(
      "clientKeys",
      'no operation of the document requires a key: "security": [] makes each of them public',
    );
  }
}
