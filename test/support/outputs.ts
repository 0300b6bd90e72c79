import { afterEach } from "vitest";
import { host, type MimeBundle, setDisplay } from "../../lib/host/host";

export interface Sent {
  /** Counts the outputs from 1. */
  output: number;
  content: MimeBundle;
}

/** Has the library show in a list until the test ends: all that is sent, in order. */
export function recordOutputs(onSend: () => void = () => {}): Sent[] {
  const sent: Sent[] = [];
  let outputs = 0;
  setDisplay((first) => {
    const output = ++outputs;
    const send = (content: MimeBundle) => {
      sent.push({ output, content });
      onSend();
    };
    send(first);
    return send;
  });
  return sent;
}

afterEach(() => {
  host.display = () => undefined;
});
