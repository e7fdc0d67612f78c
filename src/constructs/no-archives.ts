import { AssetType, TerraformAsset } from "cdktf";
import type { IConstruct, IValidation } from "constructs";

/**
 * Refuses archive assets. To make one, cdktf starts the file that it is in as a program of its own; inside the
 * bundled app that file is the app, which would start itself again without end. A zip made at build is the same
 * on every machine besides.
 */
export class NoArchives implements IValidation {
  constructor(private readonly root: IConstruct) {}

  validate(): string[] {
    return this.root.node
      .findAll()
      .filter((node) => node instanceof TerraformAsset && node.type === AssetType.ARCHIVE)
      .map(
        (asset) => `${asset.node.path} is an archive asset; make the zip in src/build and use AssetType.FILE`,
      );
  }
}
