import { InvalidInput } from "./invalid-input";
import { needsKey, type OperationsProps, operationsOf } from "./operations";

/**
 * Checks that Route 53's health checkers get an answer: they send GET without a key and without parameters.
 *
 * @throws InvalidInput if the API's document says that they would be refused
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
    throw new InvalidInput(
      "healthCheck.path",
      `${JSON.stringify(path)} is not a GET operation that needs no key and no parameters (${checkable.join(", ")})${remedy}`,
    );
  }
}

/** @throws InvalidInput if clients have keys, and no operation asks for one */
export function requireProtectedOperation(props: OperationsProps): void {
  const operations = [...operationsOf(props).values()].flatMap((item) => Object.values(item));
  if (props.keysRequired && !operations.some(needsKey)) {
    throw new InvalidInput(
      "clients",
      'no operation of the document asks for a key: each one is public, by "security": []',
    );
  }
}
