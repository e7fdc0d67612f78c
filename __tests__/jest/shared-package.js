/** Makes of a package's file, in a test, what the worker has loaded of it for all its tests. */
module.exports = {
  /**
   * @param {string} _source
   * @param {string} file
   */
  process: (_source, file) => ({ code: `module.exports = requireShared(${JSON.stringify(file)});` }),
};
