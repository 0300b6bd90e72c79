// What tslab uses of Node's globals. esbuild puts it into every file of the bundle that does; cells do not see it.
export const process = {
  version: "v20.0.0",
  env: {},
  stdout: { write() {} },
  stderr: { write() {} },
};

export class Buffer extends Uint8Array {
  toString(encoding) {
    return encoding === "base64" ? btoa(String.fromCharCode(...this)) : super.toString();
  }
}
