/**
 * Invalid input to a construct. The one-line message names the place, the fault, and the allowed values. An app that does
 * not catch it prints this line alone: its stack has no frames. `node --trace-uncaught` prints them.
 */
export class InvalidInput extends Error {
  override readonly name = "InvalidInput";

  constructor(place: string, fault: string) {
    super(`${place}: ${fault}`);
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** @throws InvalidInput */
export function reject(place: string, fault: string): never {
  const error = { "node-do-not-add-exception-line": new InvalidInput(place, fault) };
  // Node does not print the line of a throw that contains this text.
  throw error["node-do-not-add-exception-line"];
}
