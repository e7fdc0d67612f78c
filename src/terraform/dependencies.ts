import { remembered } from "./group";
import type { Json } from "./json";
import { referenceTexts } from "./plan-configuration";
import type { RawPlan, ValuesModule } from "./plan-schema";

/** A module is one node: anything inside it may depend on any of the module's inputs. */
const NODE = /^(?:module\.[\w-]+|(?:data\.)?[\w-]+\.[\w-]+)/;

/** The resources that other resources of a plan depend on, directly or through others. */
export class Dependencies {
  private readonly direct = new Map<string, Set<string>>();
  private readonly all = new Map<string, ReadonlySet<string>>();

  /** According to the configuration; for resources that it no longer contains, according to the state. */
  constructor(plan: RawPlan) {
    const { resources = [], module_calls = {} } = plan.configuration?.root_module ?? {};
    for (const { mode, type, name, depends_on = [], ...resource } of resources) {
      const { expressions = null, for_each_expression = null, count_expression = null } = resource;
      this.add(`${mode === "data" ? "data." : ""}${type}.${name}`, [
        ...[expressions, for_each_expression, count_expression].flatMap((one: Json) => referenceTexts(one)),
        ...depends_on,
      ]);
    }
    for (const [name, { expressions = null, depends_on = [] }] of Object.entries(module_calls)) {
      this.add(`module.${name}`, [...referenceTexts(expressions), ...depends_on]);
    }
    this.addState(plan.prior_state?.values?.root_module ?? {});
  }

  /** Returns whether a resource depends on another. Both are addresses, with or without an instance key. */
  has(address: string, other: string): boolean {
    return this.of(nodeOf(address)).has(nodeOf(other));
  }

  private addState({ resources = [], child_modules = [] }: ValuesModule): void {
    for (const { address, depends_on = [] } of resources) {
      this.add(nodeOf(address), depends_on);
    }
    for (const module of child_modules) {
      this.addState(module);
    }
  }

  private add(node: string, references: readonly string[]): void {
    const known = remembered(this.direct, node, () => new Set());
    for (const reference of references) {
      known.add(nodeOf(reference));
    }
  }

  private of(node: string): ReadonlySet<string> {
    return remembered(this.all, node, () => {
      const reached = new Set(this.direct.get(node));
      // The loop also visits the nodes that it adds.
      for (const one of reached) {
        for (const other of this.direct.get(one) ?? []) {
          reached.add(other);
        }
      }
      reached.delete(node);
      return reached;
    });
  }
}

function nodeOf(address: string): string {
  return NODE.exec(address)?.[0] ?? address;
}
