// The file system that TypeScript sees: the types of the language, of a worker and of what cells can import. They never
// change while the kernel lives.

/** TypeScript's `sys` on texts by their paths. */
export function fileSystem(files) {
  const folders = new Set(["/"]);
  for (const file of Object.keys(files)) {
    for (let end = file.lastIndexOf("/"); end > 0; end = file.lastIndexOf("/", end - 1)) {
      folders.add(file.slice(0, end));
    }
  }
  const isIn = (folder) => (path) =>
    path !== folder && path.startsWith(`${folder}/`.replace("//", "/"));
  const watcher = { close() {} };
  return {
    args: [],
    newLine: "\n",
    useCaseSensitiveFileNames: true,
    getCurrentDirectory: () => "/notebooks",
    // Beside it TypeScript looks for lib.es5.d.ts and its like.
    getExecutingFilePath: () => "/typescript/typescript.js",
    resolvePath: (path) => path,
    fileExists: (path) => Object.hasOwn(files, path),
    directoryExists: (path) => folders.has(path.replace(/(?<=.)\/$/, "")),
    readFile: (path) => files[path],
    readDirectory: (folder) => Object.keys(files).filter(isIn(folder)),
    getDirectories: (folder) => [
      ...new Set(
        [...folders]
          .filter(isIn(folder))
          .map((path) => path.slice(`${folder}/`.replace("//", "/").length).split("/")[0]),
      ),
    ],
    watchFile: () => watcher,
    watchDirectory: () => watcher,
    write() {},
  };
}
