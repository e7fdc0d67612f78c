import { AssetType, LocalBackend, TerraformAsset, TerraformStack } from "cdktf";
import { NoArchives } from "../../src/constructs/no-archives";
import { bundleFile, synthesizingApp } from "./synth";

function synthesize(path: string, type: AssetType): void {
  const app = synthesizingApp();
  const stack = new TerraformStack(app, "stack");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  stack.node.addValidation(new NoArchives(stack));
  new TerraformAsset(stack, "asset", { path, type });
  app.synth();
}

test("rejects an archive asset before cdktf creates it", () => {
  expect(() => synthesize(__dirname, AssetType.ARCHIVE)).toThrow(
    /stack\/asset is an archive asset; create the zip in src\/build/,
  );
});

test("accepts a file and a folder", () => {
  expect(() => synthesize(bundleFile(), AssetType.FILE)).not.toThrow();
  expect(() => synthesize(__dirname, AssetType.DIRECTORY)).not.toThrow();
});
