/** A decimal as a whole number of units of 10^-scale. */
interface Scaled {
  readonly units: bigint;
  readonly scale: number;
}

/** Exact decimal arithmetic on whole numbers alone, to hold the product's against. */
function scaled(text: string): Scaled {
  const [whole = "", fraction = ""] = text.split(".");
  return { units: BigInt(whole + fraction), scale: fraction.length };
}

function printed({ units, scale }: Scaled): string {
  const digits = units.toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale);
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

export function trimmed(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function dividedHalfEven(dividend: bigint, divisor: bigint): bigint {
  const floor = dividend / divisor;
  const twice = 2n * (dividend % divisor);
  return twice > divisor || (twice === divisor && floor % 2n === 1n) ? floor + 1n : floor;
}

/** dividend / divisor to some significant digits, half to even. */
export function quotient(dividend: string, divisor: string, digits: number): string {
  const [a, b] = [scaled(dividend), scaled(divisor)];
  const numerator = a.units * 10n ** BigInt(b.scale);
  const denominator = b.units * 10n ** BigInt(a.scale);
  // The scale at which the quotient has exactly so many digits.
  let scale = digits - (numerator.toString().length - denominator.toString().length);
  for (;;) {
    const shift = 10n ** BigInt(Math.abs(scale));
    const rounded =
      scale >= 0
        ? dividedHalfEven(numerator * shift, denominator)
        : dividedHalfEven(numerator, denominator * shift);
    const length = rounded.toString().length;
    if (length <= digits) {
      return trimmed(scale >= 0 ? printed({ units: rounded, scale }) : `${rounded * shift}`);
    }
    scale -= length - digits;
  }
}

export function product(a: string, b: string): string {
  const [x, y] = [scaled(a), scaled(b)];
  return trimmed(printed({ units: x.units * y.units, scale: x.scale + y.scale }));
}

/** To a number of decimal places, half to even. */
export function rounded(text: string, places: number): string {
  const { units, scale } = scaled(text);
  return scale <= places
    ? printed({ units: units * 10n ** BigInt(places - scale), scale: places })
    : printed({ units: dividedHalfEven(units, 10n ** BigInt(scale - places)), scale: places });
}

/** Whether |a - b| ≤ unit. */
export function within(a: string, b: string, unit: string): boolean {
  const all = [a, b, unit].map(scaled);
  const scale = Math.max(...all.map((number) => number.scale));
  const [x = 0n, y = 0n, z = 0n] = all.map((number) => number.units * 10n ** BigInt(scale - number.scale));
  return (x > y ? x - y : y - x) <= z;
}
