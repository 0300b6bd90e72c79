// Messages of Jupyter's protocol (https://jupyter-client.readthedocs.io/en/latest/messaging.html), as frames:
// [...identities, <IDS|MSG>, signature, header, parent header, metadata, content]. To sockets of TCP every user of
// this machine can connect, send what he likes and read along what the kernel publishes. Only the signature, made with
// a key that stands in the connection file, tells who may have code run.
import { createHmac, timingSafeEqual } from "node:crypto";

const DELIMITER = Buffer.from("<IDS|MSG>");
/** How many signatures are remembered, so that no message counts twice. Each has 64 characters. */
const REMEMBERED = 2 ** 16;

export function sign(key, parts) {
  const hash = createHmac("sha256", key);
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/**
 * Returns a function that reads the header of a request, and the frames by which its answer finds back. It returns
 * undefined if the message is no request, is not signed or came before. The signature is checked before anything is parsed, and what is wrong is said to nobody.
 */
export function requestReader(key) {
  const seen = new Set();
  return (frames) => {
    const start = frames.findIndex((frame) => frame.equals(DELIMITER)) + 1;
    const [given, ...parts] = frames.slice(start);
    if (start === 0 || parts.length < 4) return undefined;
    const signature = Buffer.from(sign(key, parts));
    if (given.length !== signature.length || !timingSafeEqual(given, signature)) return undefined;
    if (seen.has(String(signature))) return undefined;
    seen.add(String(signature));
    if (seen.size > REMEMBERED) seen.delete(seen.values().next().value);
    try {
      const objects = parts.slice(0, 4).map((part) => JSON.parse(part));
      const areObjects = objects.every((value) => /^\[object Object\]$/.test(value));
      const [header] = objects;
      // What the kernel has signed and published is signed, too, but is no request.
      if (!areObjects || !/_request$/.test(header.msg_type)) return undefined;
      return { header, address: frames.slice(0, start) };
    } catch {
      return undefined;
    }
  };
}
