/** A one-line error about a document that cannot run locally, or about an invalid option. */
export class StackError extends Error {
  override readonly name = "StackError";
}
