export { Attributes } from "./attributes";
export type { Dependencies } from "./dependencies";
export { groupBy, perText, remembered } from "./group";
export {
  decodeText,
  isList,
  isObject,
  type Json,
  type JsonObject,
  jsonIn,
  parseJson,
  TerraformFormatError,
} from "./json";
export type { OutputChange, Plan, ResourceChange } from "./plan";
export type { Action } from "./plan-schema";
export { type Grant, matches, readPolicy } from "./policy";
export { readPlan, readTerraform } from "./read";
export { moduleOf, References } from "./references";
export { ofType, type Resource, regionOfArn, type Terraform } from "./resource";
export {
  outputFolder,
  readTerraformFile,
  readText,
  type SynthesizedStack,
  synthesizedStack,
} from "./synthesized";
export {
  type Expression,
  isValueList,
  isValueObject,
  type Reference,
  reference,
  referenceText,
  type Text,
  Unresolved,
  type Value,
  type ValueObject,
} from "./value";
