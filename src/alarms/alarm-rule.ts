import { AlarmsError } from "./alarm";
import type { AlarmState } from "./missing-data";

/** The rule of a composite alarm. */
export interface AlarmRule {
  /** The names of the alarms in the rule. */
  readonly alarms: readonly string[];
  readonly holds: (stateOf: (alarm: string) => AlarmState) => boolean;
}

const TOKEN =
  /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]*)"|([^\s")]+))\s*\)|(AND|OR|NOT|TRUE|FALSE)\b|([()]))/iy;

/** A state with an alarm, an operator, a constant, or a parenthesis. */
interface Token {
  readonly word: string;
  readonly alarm: string | undefined;
}

/**
 * Reads an alarm rule: `ALARM(name)`, `OK(name)`, `INSUFFICIENT_DATA(name)`, `TRUE` and `FALSE`, combined with
 * `NOT`, `AND`, `OR` and parentheses. A name may be an alarm's ARN.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function readRule(text: string): AlarmRule {
  const tokens = tokenize(text);
  const alarms = tokens.flatMap(({ alarm }) => alarm ?? []);
  let next = 0;
  const takes = (word: string): boolean => {
    const found = tokens[next]?.word === word;
    next += found ? 1 : 0;
    return found;
  };
  const operand = (): AlarmRule["holds"] => {
    if (takes("NOT")) {
      const negated = operand();
      return (stateOf) => !negated(stateOf);
    }
    if (takes("(")) {
      const inner = either();
      if (!takes(")")) {
        throw new AlarmsError(`alarm rule without a closing parenthesis: ${text}`);
      }
      return inner;
    }
    if (takes("TRUE")) {
      return () => true;
    }
    if (takes("FALSE")) {
      return () => false;
    }
    const { word, alarm } = tokens[next++] ?? {};
    if (alarm === undefined) {
      throw new AlarmsError(`alarm rule without an alarm where one is expected: ${text}`);
    }
    return (stateOf) => stateOf(alarm) === word;
  };
  const chain = (part: () => AlarmRule["holds"], operator: string, all: boolean): AlarmRule["holds"] => {
    const parts = [part()];
    while (takes(operator)) {
      parts.push(part());
    }
    return (stateOf) =>
      all ? parts.every((holds) => holds(stateOf)) : parts.some((holds) => holds(stateOf));
  };
  const both = () => chain(operand, "AND", true);
  const either = (): AlarmRule["holds"] => chain(both, "OR", false);
  const holds = either();
  if (next < tokens.length) {
    throw new AlarmsError(`alarm rule with trailing text: ${text}`);
  }
  return { alarms, holds };
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== "") {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      throw new AlarmsError(
        `alarm rule that cannot be read at "${text.slice(at).trim().slice(0, 20)}": ${text}`,
      );
    }
    const [whole, state, quoted, plain, word, parenthesis] = match;
    at += whole.length;
    tokens.push({
      word: (state ?? word ?? parenthesis ?? "").toUpperCase(),
      alarm: state && nameOf(quoted ?? plain ?? ""),
    });
  }
  return tokens;
}

/** An alarm's name, from its name or its ARN. */
export function nameOf(nameOrArn: string): string {
  return /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:(.*)$/.exec(nameOrArn)?.[1] ?? nameOrArn;
}
