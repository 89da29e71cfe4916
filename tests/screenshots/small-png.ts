// Small pictures of pages: scaled down, at most 256 colours, written as an indexed PNG.
import { crc32, deflateSync } from "node:zlib";
import { createCanvas, loadImage } from "@napi-rs/canvas";

const COLOURS_MAX = 256;
/** Colours that differ by less than this per channel are one colour when they are counted. */
const STEP_BITS = 3;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Bin {
  count: number;
  red: number;
  green: number;
  blue: number;
}

const binOf = (red: number, green: number, blue: number): number =>
  ((red >> STEP_BITS) << 16) | ((green >> STEP_BITS) << 8) | (blue >> STEP_BITS);

/** The commonest colours of a picture, each the mean of its like. */
function paletteOf(pixels: Uint8ClampedArray): { colours: number[][]; indexOf: Map<number, number> } {
  const bins = new Map<number, Bin>();
  for (let at = 0; at < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(at, at + 3);
    const key = binOf(red, green, blue);
    const bin = bins.get(key) ?? { count: 0, red: 0, green: 0, blue: 0 };
    bins.set(key, bin);
    bin.count += 1;
    bin.red += red;
    bin.green += green;
    bin.blue += blue;
  }
  const common = [...bins].sort(([, a], [, b]) => b.count - a.count);
  const colours = common
    .slice(0, COLOURS_MAX)
    .map(([, { count, red, green, blue }]) => [red, green, blue].map((sum) => Math.round(sum / count)));
  const indexOf = new Map<number, number>();
  for (const [key, { count, red, green, blue }] of common)
    indexOf.set(key, nearest(colours, [red / count, green / count, blue / count]));
  return { colours, indexOf };
}

function nearest(colours: readonly number[][], [red = 0, green = 0, blue = 0]: readonly number[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, [r = 0, g = 0, b = 0]] of colours.entries()) {
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** The picture at most so wide; never larger than it was. */
export async function smallPng(picture: Uint8Array, widthMax: number): Promise<Buffer> {
  const image = await loadImage(picture);
  const width = Math.min(widthMax, image.width);
  const height = Math.round((image.height * width) / image.width);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const { colours, indexOf } = paletteOf(data);
  // One byte per pixel behind one filter byte per row.
  const rows = Buffer.alloc((width + 1) * height);
  for (let at = 0; at < width * height; at += 1) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at * 4, at * 4 + 3);
    rows[Math.floor(at / width) * (width + 1) + 1 + (at % width)] = indexOf.get(binOf(red, green, blue)) ?? 0;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("PLTE", Buffer.from(colours.flat())),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
