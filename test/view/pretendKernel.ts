import { afterEach } from "vitest";

export interface Sent {
  display: string;
  mimeType: string;
  content: unknown;
}

/** Stands in for a running tslab kernel until the test ends: what is shown lands in the list. */
export function pretendKernel(onSend: () => void = () => {}): Sent[] {
  const sent: Sent[] = [];
  const displayOf = (display: string) => ({
    raw(mimeType: string, content: unknown) {
      sent.push({ display, mimeType, content });
      onSend();
    },
  });
  let displays = 0;
  const tslab = { display: displayOf("plain"), newDisplay: () => displayOf(`new ${++displays}`) };
  Object.assign(globalThis, { __tslab__: { require: () => tslab } });
  return sent;
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, "__tslab__");
});

/** The value with everything in it frozen, so that an attempt to change it throws. */
export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
