import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { loadMnist } from "backprop";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { idx, writeSmallDataset } from "../support/idx";
import { messageOf, refuses } from "../support/refuses";

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "idx-")));
  writeSmallDataset(directory);
});
afterEach(() => rmSync(directory, { recursive: true }));

const labels = "train-labels-idx1-ubyte";
const images = "train-images-idx3-ubyte.gz";
const packed = "t10k-labels-idx1-ubyte.gz";
const file = (name: string) => join(directory, name);
const write = (name: string, content: Buffer) => writeFileSync(file(name), content);
const remove = (name: string) => rmSync(file(name));
const change = (name: string, changed: (content: Buffer) => Buffer) =>
  write(name, changed(readFileSync(file(name))));

describe("IDX files", () => {
  const after = (_: unknown) => {
    try {
      return loadMnist({ directory });
    } catch (error) {
      const { message } = error as Error;
      throw new Error(message.replaceAll(`${directory}/`, "/").replaceAll(directory, "/"));
    }
  };
  const folder = (name: string) => {
    remove(name);
    mkdirSync(file(name));
  };
  const scope = {
    ...{ after, write, remove, change, folder, idx, gzip: gzipSync, labels, images, packed },
    zeros: (count: number) => Buffer.alloc(count),
    text: (content: string) => Buffer.from(content),
    join: (...parts: Buffer[]) => Buffer.concat(parts),
    holes: (name: string, size: number) => truncateSync(file(name), size),
  };
  const L = `loadMnist: /${labels}`;
  const I = `loadMnist: /${images}`;
  const P = `loadMnist: /${packed}`;
  const DAMAGED = "it is damaged: delete it and put it there again";
  const MEMORY = "entries, and more than 2^30 are too many for the memory";
  const KIND = "is not an IDX file of unsigned bytes with 1 axes: it has";
  const TOO_LARGE =
    "and more than 2^31 are too many for the memory); it must be a file that you may read";
  const NEITHER = `loadMnist: there is neither ${labels} nor ${labels}.gz in /; name the folder that has them, as in loadMnist({ directory: "data/mnist" })`;
  refuses(
    `
    after(remove(labels)) → ${NEITHER}
    after(write("train-labels.idx1-ubyte.gz", gzip(idx([2], [2, 0])))) → loadMnist: there are /${labels} and /train-labels.idx1-ubyte.gz; keep one of them
    after(write(labels, idx([3], [2, 0]))) → ${L} should have 11 bytes by its header, not 10; ${DAMAGED}
    after(write(labels, idx([1], [2, 0]))) → ${L} should have 9 bytes by its header, not 10; ${DAMAGED}
    after(write(labels, idx([2], []).subarray(0, 6))) → ${L} should have 8 bytes of header alone, not 6; ${DAMAGED}
    after(write(labels, idx([2 ** 32 - 1], [2, 0]))) → ${L} should have 4294967303 bytes by its header, not 10; ${DAMAGED}
    after([write(labels, idx([3e9], [])), holes(labels, 3e9 + 8)]) → ${L} cannot be read (it has 3000000008 bytes, ${TOO_LARGE}
    after(write(labels, idx([1, 1, 2], [2, 0]))) → ${L} ${KIND} 18 bytes and starts with 00000803, not 00000801; put the right file there
    after(write(labels, zeros(0))) → ${L} ${KIND} 0 bytes and starts with none, not 00000801; put the right file there
    after(folder(labels)) → ${NEITHER}
    after(write(labels, idx([3], [2, 0, 1]))) → loadMnist: / has 2 train images but 3 labels; take both files from the same data set
    after(write("t10k-images-idx3-ubyte", idx([1, 3, 2], [9, 9, 9, 9, 9, 9]))) → loadMnist: / has training images of 2 x 3 pixels but test images of 3 x 2; take all files from the same data set
    after(write(images, gzip(idx([2, 2, 1], [1, 2, 3, 4, 5])))) → ${I} should have 20 bytes by its header, but has more; ${DAMAGED}
    after(write(images, gzip(idx([2, 2, 1], [1, 2, 3])))) → ${I} should have 20 bytes by its header, not 19; ${DAMAGED}
    after(write(images, gzip(join(idx([1, 2, 3], []), zeros(2 ** 25))))) → ${I} should have 22 bytes by its header, but has more; ${DAMAGED}
    after(write(images, join(gzip(idx([1, 1, 1], [1])), zeros(2 ** 17)))) → ${I} cannot be unpacked; ${DAMAGED}
    after(write(packed, gzip(idx([2 ** 32 - 1], [2, 0])))) → ${P} holds (4294967295,) ${MEMORY}
    after([write(packed, gzip(idx([1], [3]))), holes(packed, 3e9)]) → ${P} cannot be read (it has 3000000000 bytes, ${TOO_LARGE}
    after(write(packed, text("not gzip"))) → ${P} ${KIND} 8 bytes and starts with 6e6f7420, not 00000801; put the right file there
    after(change(packed, (content) => content.subarray(0, -9))) → ${P} cannot be unpacked; ${DAMAGED}
    after(change(packed, (content) => content.fill(content.at(-8) ^ 1, content.length - 8, content.length - 7))) → ${P} cannot be unpacked; ${DAMAGED}`,
    scope,
  );
});

/** Runs something without the rights of an administrator, who may read every file. */
function asNobody<T>(call: () => T): T {
  if (process.getuid?.() !== 0) return call();
  process.seteuid?.(65534);
  try {
    return call();
  } finally {
    process.seteuid?.(0);
  }
}

describe.skipIf(process.platform === "win32").each([labels, packed])("%s", (name) => {
  test("as a pipe", async () => {
    remove(name);
    execFileSync("mkfifo", [file(name)]);
    const said = await messageOf(() => loadMnist({ directory }));
    expect(said).toMatch(
      new RegExp(`^loadMnist: .*${name} cannot be read \\(it is not a file\\); it must`),
    );
  });

  test("not readable", async () => {
    chmodSync(directory, 0o755);
    chmodSync(file(name), 0);
    const said = await messageOf(() => asNobody(() => loadMnist({ directory })));
    expect(said).toMatch(new RegExp(`^loadMnist: .*${name} cannot be read \\(EACCES: .*; it must`));
  });
});
