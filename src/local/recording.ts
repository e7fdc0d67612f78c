import { applyPalette, GIFEncoder, quantize } from "gifenc";
import type { Page } from "playwright-core";

const COLORS = 63;
/** A pixel that is unchanged since the previous frame. Most pixels are, and they take almost no space. */
const UNCHANGED = COLORS;

/** A screenshot, and when it was taken. */
export interface Frame {
  readonly png: Buffer;
  /** Milliseconds. */
  readonly at: number;
}

/**
 * Joins screenshots of one size into a GIF that repeats.
 *
 * @param page - an empty page, which decodes them and makes them smaller
 * @param lastMs - how long the last one is shown
 */
export async function recording(
  page: Page,
  frames: readonly Frame[],
  [width, height]: readonly [number, number],
  lastMs: number,
): Promise<Uint8Array> {
  const pixels: Uint8Array[] = [];
  for (const { png } of frames) {
    pixels.push(Buffer.from(await page.evaluate<string>(decoding(png, width, height)), "base64"));
  }
  // One palette for all frames: with a palette per frame, unchanged areas would flicker.
  const samples = [0, 0.25, 0.5, 0.75, 1].map((share) => pixels[Math.round((pixels.length - 1) * share)]);
  const palette = [...quantize(Buffer.concat(samples.flatMap((one) => one ?? [])), COLORS)];
  while (palette.length <= UNCHANGED) {
    palette.push([0, 0, 0]);
  }
  const colors = palette.slice(0, COLORS);
  const gif = GIFEncoder();
  let before: Uint8Array | undefined;
  for (const [index, one] of pixels.entries()) {
    const now = applyPalette(one, colors);
    const [from, to] = [frames[index]?.at ?? 0, frames[index + 1]?.at];
    gif.writeFrame(
      now.map((color, pixel) => (color === before?.[pixel] ? UNCHANGED : color)),
      width,
      height,
      {
        ...(before === undefined ? { palette } : {}),
        delay: to === undefined ? lastMs : to - from,
        transparent: before !== undefined,
        transparentIndex: UNCHANGED,
        dispose: 1,
      },
    );
    before = now;
  }
  gif.finish();
  return gif.bytes();
}

/** A script for the browser: the pixels of a screenshot, in base64. */
function decoding(png: Buffer, width: number, height: number): string {
  return `(async () => {
    const response = await fetch("data:image/png;base64,${png.toString("base64")}");
    const context = new OffscreenCanvas(${width}, ${height}).getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(await createImageBitmap(await response.blob()), 0, 0, ${width}, ${height});
    return new Uint8Array(context.getImageData(0, 0, ${width}, ${height}).data.buffer).toBase64();
  })()`;
}
