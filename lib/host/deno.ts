import type { Display, MimeBundle } from "./host";

interface Jupyter {
  broadcast(message: string, content: object): Promise<void>;
}

/** The cells of Deno's kernel. */
export function denoDisplay(): Display | undefined {
  const jupyter = kernel();
  if (!jupyter) return undefined;
  return (output) => {
    const transient = { display_id: crypto.randomUUID() };
    const send = (message: string, data: MimeBundle) =>
      jupyter.broadcast(message, { data, metadata: {}, transient });
    send("display_data", output);
    return (next) => send("update_display_data", next);
  };
}

function kernel(): Jupyter | undefined {
  try {
    return (globalThis as { Deno?: { jupyter: Jupyter } }).Deno?.jupyter;
  } catch {
    return undefined; // Deno throws where no kernel runs.
  }
}
