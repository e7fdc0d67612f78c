import { groupBy } from "./group";
import type { Resource, Terraform } from "./resource";
import { Unresolved } from "./value";

/** Finds the resources that unresolved values refer to. */
export class References {
  private readonly byBareAddress: ReadonlyMap<string, readonly Resource[]>;

  constructor(protected readonly terraform: Terraform) {
    this.byBareAddress = groupBy([...terraform.resources.values()], ({ address }) => bareAddress(address));
  }

  /** Returns the one resource that a value refers to. */
  origin(value: string | Unresolved | undefined): Resource | undefined {
    const isOne = value instanceof Unresolved && !value.isConditional;
    const [resource, ...others] = isOne ? this.origins(value) : [];
    return others.length === 0 ? resource : undefined;
  }

  /** Returns every resource that a value refers to; all instances, if the instance is not known. */
  origins(value: Unresolved): readonly Resource[] {
    const found = value.references.flatMap(({ address }) => {
      const exact = this.terraform.resources.get(address);
      return exact === undefined ? (this.byBareAddress.get(bareAddress(address)) ?? []) : [exact];
    });
    return [...new Set(found)];
  }

  /** Explains why the document does not state which of several resources a value comes from; undefined if it does. */
  ambiguity(value: string | Unresolved): string | undefined {
    if (!(value instanceof Unresolved)) {
      return undefined;
    }
    const origins = this.origins(value);
    if (this.origin(value)?.repeated === false) {
      return undefined;
    }
    const [address, ...others] = new Set(value.references.map((reference) => reference.address));
    const isOne = origins.length === 0 && others.length === 0 && !value.isConditional;
    const isKnown = isOne && address !== undefined;
    const which =
      origins.length > 1 ? `one of ${origins.map((origin) => origin.address).join(", ")}` : value.toString();
    return isKnown && !/^(each|count|local|var)\./.test(address)
      ? undefined
      : `is not known before apply (${which})`;
  }
}

/** Removes the instance's key: `aws_lb.web["a"]` is an `aws_lb.web`. */
function bareAddress(address: string): string {
  return address.replace(/\[[^\]]*\]$/, "");
}

/** `module.edge.` of `module.edge.aws_lb.web`. */
export function moduleOf(address: string): string {
  return /^(?:module\.[\w-]+(?:\[[^\]]*\])?\.)*/.exec(address)?.[0] ?? "";
}
