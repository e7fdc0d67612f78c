declare module "dynalite" {
  import type { Server } from "node:http";

  interface Options {
    /** How long a new table is CREATING. */
    readonly createTableMs?: number;
  }

  export default function dynalite(options?: Options): Server;
}
