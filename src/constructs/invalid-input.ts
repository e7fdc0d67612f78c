/** Invalid input to a construct. The one-line message names the place, the fault, and the allowed values. */
export class InvalidInput extends Error {
  override readonly name = "InvalidInput";

  constructor(place: string, fault: string) {
    super(`${place}: ${fault}`);
  }
}

/** @throws InvalidInput unless the value is a whole number within bounds, or undefined */
export function requireWithin(place: string, value: number | undefined, least: number, most: number): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most)) {
    throw new InvalidInput(place, `${value} is not a whole number from ${least} to ${most}`);
  }
}
