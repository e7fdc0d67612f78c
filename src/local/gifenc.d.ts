declare module "gifenc" {
  /** Red, green and blue. */
  type Palette = readonly (readonly number[])[];

  interface FrameOptions {
    /** Of the first frame: all others use it. */
    readonly palette?: Palette;
    /** Milliseconds. */
    readonly delay: number;
    readonly transparent: boolean;
    readonly transparentIndex: number;
    /** 1 keeps the frame below. */
    readonly dispose: number;
  }

  export function GIFEncoder(): {
    writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  };
  export function quantize(rgba: Uint8Array, colors: number): Palette;
  export function applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
}
