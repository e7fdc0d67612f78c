import { AnnotationMetadataEntryType, Annotations, type IAspect } from "cdktf";
import type { IConstruct, IValidation } from "constructs";
import { InvalidInput } from "./invalid-input";

/** What must hold of one resource, or of the stack as a whole. */
export interface GuardRail {
  /** Stays the same for ever: suppressions name it. */
  readonly id: string;
  readonly reason: string;
  readonly link: string;
  /** "error" stops synth; "warning" is shown by it. */
  readonly severity: "error" | "warning";
  /** What is wrong with a construct, each fault in a sentence. */
  readonly faults: (node: IConstruct) => readonly string[];
}

const SUPPRESSION = "guard-rail-suppression";

/**
 * Lets one construct, and all under it, break one guard rail.
 *
 * @param reason - for whoever reads the code next; it may not be empty
 */
export function suppress(construct: IConstruct, id: string, reason: string): void {
  if (reason.trim() === "") {
    throw new Error(`${construct.node.path}: guard rail ${id} is suppressed without a reason`);
  }
  construct.node.addMetadata(SUPPRESSION, { id, reason });
}

/** Holds every construct against the guard rails, at every synth. */
export class GuardRails implements IAspect {
  constructor(private readonly rails: readonly GuardRail[]) {}

  visit(node: IConstruct): void {
    for (const { id, reason, link, severity, faults } of this.rails) {
      // There are few faults, and looking for suppressions takes longer than looking for them.
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
