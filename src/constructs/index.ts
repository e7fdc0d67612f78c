export { GlobalApiStack, type GlobalApiStackProps } from "./global-api-stack";
