import { AnnotationMetadataEntryType, Annotations, type IAspect } from "cdktf";
import type { IConstruct, IValidation } from "constructs";
import { reject } from "./invalid-input";

/** A rule for a single resource or for the whole stack. */
export interface GuardRail {
  /** Never changes, because suppressions refer to it. */
  readonly id: string;
  readonly reason: string;
  readonly link: string;
  /** "error" stops synth; "warning" is only printed. */
  readonly severity: "error" | "warning";
  /** Returns what is wrong with a construct, one sentence per fault. */
  readonly faults: (node: IConstruct) => readonly string[];
}

/** Returns the value of JSON text; undefined if it is none, such as a token whose value only Terraform knows. */
export function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

const SUPPRESSION = "guard-rail-suppression";

/**
 * Suppresses a guard rail for a construct and everything in its scope.
 *
 * @param reason - an explanation for the next reader; must not be empty
 */
export function suppress(construct: IConstruct, id: string, reason: string): void {
  if (reason.trim() === "") {
    reject(construct.node.path, `guard rail ${id} is suppressed without a reason`);
  }
  construct.node.addMetadata(SUPPRESSION, { id, reason });
}

/** Checks every construct against the guard rails at every synth. */
export class GuardRails implements IAspect {
  constructor(private readonly rails: readonly GuardRail[]) {}

  visit(node: IConstruct): void {
    for (const { id, reason, link, severity, faults } of this.rails) {
      // Faults are rare, and looking up suppressions takes longer than finding faults.
      for (const fault of faults(node).filter(() => !isSuppressed(node, id))) {
        const message = `${id}: ${fault}. ${reason} See ${link}`;
        if (severity === "error") {
          Annotations.of(node).addError(message);
        } else {
          Annotations.of(node).addWarning(message);
        }
      }
    }
  }
}

/** A region's name in the path of a construct. */
const REGION = /[a-z]{2}(-[a-z]+)+-\d/g;

/**
 * Stops synth after the aspects and before anything is written, with one line per error under a construct. An error that
 * all regions share is reported for the first one.
 */
export class NoErrors implements IValidation {
  constructor(private readonly scope: IConstruct) {}

  /** @throws InvalidInput */
  validate(): string[] {
    const errors = new Map<string, { readonly place: string; readonly fault: string }>();
    for (const { node } of this.scope.node.findAll()) {
      for (const { type, data } of node.metadata) {
        const key = `${node.path.replace(REGION, "")} ${data}`;
        if (type === AnnotationMetadataEntryType.ERROR && !errors.has(key)) {
          errors.set(key, { place: node.path, fault: String(data) });
        }
      }
    }
    const [first, ...others] = errors.values();
    if (first === undefined) {
      return [];
    }
    const lines = [first.fault, ...others.map(({ place, fault }) => `${place}: ${fault}`)];
    reject(first.place, lines.join("\n"));
  }
}

function isSuppressed(node: IConstruct, id: string): boolean {
  return node.node.scopes.some((scope) =>
    scope.node.metadata.some(({ type, data }) => type === SUPPRESSION && data.id === id),
  );
}
