/** Something in the document that cannot be run as it stands, or an option that is wrong: one line. */
export class StackError extends Error {
  override readonly name = "StackError";
}
