export { importFaults } from "./import-faults";
