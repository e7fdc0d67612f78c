export { type CostLine, costAtRest } from "./cost";
export { costTable } from "./table";
