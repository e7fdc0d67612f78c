import { AssetType, TerraformAsset } from "cdktf";
import type { IConstruct, IValidation } from "constructs";

/**
 * Rejects archive assets. To create one, cdktf runs its own file as a separate program. In the bundled app that file is
 * the app itself, which would start itself again endlessly. Besides, a zip from the build is identical on every
 * machine.
 */
export class NoArchives implements IValidation {
  constructor(private readonly root: IConstruct) {}

  validate(): string[] {
    return this.root.node
      .findAll()
      .filter((node) => node instanceof TerraformAsset && node.type === AssetType.ARCHIVE)
      .map(
        (asset) =>
          `${asset.node.path} is an archive asset; create the zip in src/build and use AssetType.FILE`,
      );
  }
}
