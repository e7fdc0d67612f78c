/** Stands in the bundled app for the zip library that cdktf loads for archive assets, which the stack refuses. */
module.exports = () => {
  throw new Error("The bundled app makes no archives: make the zip in src/build");
};
