/** An error that prevents an evacuation or its undo. */
export class EvacuationError extends Error {
  override readonly name = "EvacuationError";
}
