export { type CostLine, costAtRest, tracingPerMillion } from "./cost";
export { costTable, tracingSentence } from "./table";
