import type { Hit, Rule, Subject } from "./finding";
import { matches } from "./policy";
import { RULES } from "./rules";
import type { Allowance, Settings } from "./settings";
import { isWorse, type Severity, worst } from "./severity";
import type { Text } from "./text";

/** What a rule found, judged by the settings. */
export interface Finding extends Required<Omit<Hit, "lines">>, Pick<Hit, "lines"> {
  readonly rule: string;
  /** What it does to the verdict. */
  readonly severity: Severity;
  /** Who allowed it; it then does nothing to the verdict. */
  readonly allowed: Allowance | undefined;
}

export interface Judgement {
  readonly verdict: Severity;
  /** The worst first. */
  readonly findings: readonly Finding[];
  /** Allowances that would match but are past their day. */
  readonly expired: readonly Allowance[];
  /** Allowances that nothing in this plan needs. */
  readonly unused: readonly Allowance[];
}

export function judge(subject: Subject, settings: Settings, today: string): Judgement {
  const used = new Set<Allowance>();
  const expired = new Set<Allowance>();
  const findings = RULES.flatMap((rule) => {
    return rule.find(subject).flatMap((hit): readonly Finding[] => {
      const severity = severityOf(rule, hit, settings);
      if (severity === "off") {
        return [];
      }
      const allowances = settings.allowances.filter((allowance) => fits(allowance, rule, hit));
      const allowed = allowances.find(({ until }) => until >= today);
      for (const allowance of allowances) {
        (allowance.until >= today ? used : expired).add(allowance);
      }
      return [
        {
          ...hit,
          rule: rule.id,
          severity,
          why: hit.why ?? [rule.why],
          advice: hit.advice ?? [rule.advice],
          allowed,
        },
      ];
    });
  });
  return {
    verdict: worst(findings.filter(({ allowed }) => allowed === undefined).map(({ severity }) => severity)),
    findings: findings.sort((a, b) => order(a, b)),
    expired: [...expired],
    unused: settings.allowances.filter((allowance) => !used.has(allowance) && !expired.has(allowance)),
  };
}

function order(a: Finding, b: Finding): number {
  if ((a.allowed === undefined) !== (b.allowed === undefined)) {
    return a.allowed === undefined ? -1 : 1;
  }
  return a.severity === b.severity ? 0 : isWorse(a.severity, b.severity) ? -1 : 1;
}

/** The last setting that fits. */
function severityOf(rule: Rule, hit: Hit, { severities }: Settings): Severity | "off" {
  const setting = severities.findLast((one) => fits(one, rule, hit));
  return setting?.severity ?? hit.severity ?? rule.severity;
}

/** All that the finding is about must fit: one more resource is another finding. */
function fits({ rule, of }: Pick<Allowance, "rule" | "of">, { id }: Rule, { addresses, what }: Hit): boolean {
  return (
    rule === id && (addresses.length === 0 ? [sentence(what)] : addresses).every((name) => matches(of, name))
  );
}

export function sentence(text: Text): string {
  return text.map((part) => (typeof part === "string" ? part : part.name)).join("");
}
