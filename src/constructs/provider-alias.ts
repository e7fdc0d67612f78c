import { Annotations, type IAspect, TerraformDataSource, TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { Region } from "./region";

/**
 * Rejects, at synth, an AWS resource or data source without an aliased provider, or in a region's scope with another
 * region's provider. Terraform would silently create it in the wrong region.
 */
export class ProviderAlias implements IAspect {
  visit(node: IConstruct): void {
    if (!(node instanceof TerraformResource || node instanceof TerraformDataSource)) {
      return;
    }
    if (!/^(data\.)?aws_/.test(node.terraformResourceType)) {
      return;
    }
    const address = `${node.terraformResourceType}.${node.friendlyUniqueId}`;
    const alias = node.provider?.alias;
    const region = Region.find(node);
    if (alias === undefined) {
      Annotations.of(node).addError(`${address} has no aliased provider; pass the provider of its region`);
    } else if (region !== undefined && alias !== region.name) {
      Annotations.of(node).addError(
        `${address} is in the scope of ${region.name} but has the provider of ${alias}; pass Region.of(this).provider`,
      );
    }
  }
}
