export { dataPlanes } from "./data-planes";
export { evacuations } from "./evacuate";
export { EvacuationError } from "./evacuation-error";
export { type EvacuableStack, readStack } from "./stack";
