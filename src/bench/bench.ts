import { synthRows } from "./synth";

/** `npm run bench`: figures, printed as tables. They are compared, never tested: machines differ. */
console.log("Synth: the whole process, median");
console.table(synthRows());
