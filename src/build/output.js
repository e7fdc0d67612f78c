const { mkdir, readFile, rename, writeFile } = require("node:fs/promises");
const { dirname } = require("node:path");

/**
 * Writes files atomically and skips unchanged ones, so that other processes never see a partial file.
 *
 * @param {readonly { readonly path: string, readonly contents: Uint8Array }[]} files
 * @returns {Promise<void>}
 */
async function writeOutput(files) {
  await Promise.all(
    files.map(async ({ path, contents }) => {
      const current = await readFile(path).catch(() => undefined);
      if (current?.equals(contents)) {
        return;
      }
      const temporary = `${path}.${process.pid}.tmp`;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(temporary, contents);
      await rename(temporary, path);
    }),
  );
}

module.exports = { writeOutput };
