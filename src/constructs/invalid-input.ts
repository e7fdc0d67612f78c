/** Input of which no deployment can be made. The message is one line: the place, what is wrong there, what is allowed. */
export class InvalidInput extends Error {
  override readonly name = "InvalidInput";

  constructor(place: string, fault: string) {
    super(`${place}: ${fault}`);
  }
}
