// What tslab finds when it asks for TypeScript.
const { changedCompiler } = require("../../kernel/compile.mjs");

module.exports = changedCompiler(require("@tslab/typescript-for-tslab"));
