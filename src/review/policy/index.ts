export { comparePolicies, isOpen, matches, type PolicyDifference } from "./compare";
export { type Grant, readPolicy } from "./document";
export { policyLines } from "./lines";
