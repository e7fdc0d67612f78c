/** Replaces, in the bundled app, the zip library that cdktf loads for archive assets, which the stack rejects. */
module.exports = () => {
  throw new Error("The bundled app does not support archive assets: create the zip in src/build");
};
