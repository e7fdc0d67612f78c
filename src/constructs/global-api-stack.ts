import { TerraformElement, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import { NoArchives } from "./no-archives";
import { declareStateBackend, type StateBackend } from "./state-backend";

export interface GlobalApiStackProps {
  readonly stateBackend: StateBackend;
}

/**
 * A stack with readable addresses, such as `aws_lambda_function.us-east-1_api`, without the hash that CDKTF appends. A
 * `GlobalApi` works in any `TerraformStack`; only the addresses differ.
 */
export class GlobalApiStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: GlobalApiStackProps) {
    super(scope, id);
    declareStateBackend(this, id, props.stateBackend);
    // The first version that locks a state in S3 without a table.
    this.addOverride("terraform.required_version", ">= 1.10.0");
    this.node.addValidation(new NoArchives(this));
  }

  /**
   * Returns an element's path, which is unique by construction. Like every CDK, it leaves out "Default" and "Resource".
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    return node.scopes
      .slice(node.scopes.indexOf(this) + 1)
      .map((scope) => scope.node.id)
      .filter((id) => id !== "Default" && id !== "Resource")
      .join("_");
  }
}
