import { AnnotationMetadataEntryType, Annotations, type IAspect } from "cdktf";
import type { IConstruct, IValidation } from "constructs";
import { InvalidInput } from "./invalid-input";

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

const SUPPRESSION = "guard-rail-suppression";

/**
 * Suppresses a guard rail for a construct and everything in its scope.
 *
 * @param reason - an explanation for the next reader; must not be empty
 */
export function suppress(construct: IConstruct, id: string, reason: string): void {
  if (reason.trim() === "") {
    throw new Error(`${construct.node.path}: guard rail ${id} is suppressed without a reason`);
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

/** Stops synth after the aspects and before anything is written, with one line per error under a construct. */
export class NoErrors implements IValidation {
  constructor(private readonly scope: IConstruct) {}

  /** @throws InvalidInput */
  validate(): string[] {
    const [first, ...others] = this.scope.node
      .findAll()
      .flatMap(({ node }) =>
        node.metadata
          .filter(({ type }) => type === AnnotationMetadataEntryType.ERROR)
          .map(({ data }) => ({ place: node.path, fault: String(data) })),
      );
    if (first === undefined) {
      return [];
    }
    const lines = [first.fault, ...others.map(({ place, fault }) => `${place}: ${fault}`)];
    throw new InvalidInput(first.place, lines.join("\n"));
  }
}

function isSuppressed(node: IConstruct, id: string): boolean {
  return node.node.scopes.some((scope) =>
    scope.node.metadata.some(({ type, data }) => type === SUPPRESSION && data.id === id),
  );
}
