/** Why a region is not evacuated, or not brought back. */
export class EvacuationError extends Error {
  override readonly name = "EvacuationError";
}
