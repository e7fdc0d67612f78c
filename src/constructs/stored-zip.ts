const LOCAL_FILE = 0x04034b50;
const CENTRAL_FILE = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
/** 1980-01-01, the earliest date that a zip can store. */
const DATE = 0x21;
const MADE_ON_UNIX = 3 << 8;
const MODE = 0o100644 << 16;

/**
 * Returns a zip of uncompressed files with a fixed time and mode. Compressed bytes would differ between builds of zlib,
 * and so between machines.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function storedZip(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, contents] of Object.entries(files)) {
    const encoded = Buffer.from(name);
    // Version, flags, method, time, date, checksum, sizes and the lengths of name and extra field.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION, 0);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(contents), 10);
    common.writeUInt32LE(contents.length, 14);
    common.writeUInt32LE(contents.length, 18);
    common.writeUInt16LE(encoded.length, 22);
    const body = Buffer.concat([uint32(LOCAL_FILE), common, encoded, contents]);
    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE(MODE >>> 0, 6);
    attributes.writeUInt32LE(offset, 10);
    directory.push(uint32(CENTRAL_FILE), uint16(MADE_ON_UNIX | VERSION), common, attributes, encoded);
    bodies.push(body);
    offset += body.length;
  }
  const central = Buffer.concat(directory);
  const count = uint16(Object.keys(files).length);
  const end = [uint32(END), uint32(0), count, count, uint32(central.length), uint32(offset), uint16(0)];
  return Buffer.concat([...bodies, central, ...end]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Returns the CRC-32 of a buffer. Node has `zlib.crc32` only since version 22. */
function crc32(contents: Uint8Array): number {
  let checksum = 0xffffffff;
  for (const byte of contents) {
    checksum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      checksum = (checksum >>> 1) ^ (checksum & 1 ? 0xedb88320 : 0);
    }
  }
  return (checksum ^ 0xffffffff) >>> 0;
}
