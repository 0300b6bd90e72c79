import * as backprop from "backprop";
import { expect, test } from "vitest";

/**
 * Bad input and what is said of it, a case a line: a call as an untyped cell may hold it, " → ", and the whole message,
 * or a /pattern/ of it. The calls see everything of backprop, and what `scope` names.
 */
export function refuses(table: string, scope: Readonly<Record<string, unknown>> = {}): void {
  const { np, ...others } = backprop;
  const names: Record<string, unknown> = { np, ...scope };
  for (const [name, value] of Object.entries(others)) {
    if (typeof value === "function") names[name] = value;
  }
  const cases = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(" → "));
  test.each(cases)("%s", async (code, message) => {
    const call = new Function(...Object.keys(names), `return ${code};`);
    const said = await messageOf(() => call(...Object.values(names)));
    const [, pattern] = /^\/(.*)\/$/.exec(message) ?? [];
    if (pattern) expect(said).toMatch(new RegExp(pattern));
    else expect(said).toBe(message);
  });
}

/** The lines of a table that are alike. */
export function each<T>(values: readonly T[], line: (value: T) => string): string {
  return values.map(line).join("\n");
}

/** What is said where something fails, at once or later. */
export async function messageOf(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return (error as Error).message;
  }
  return "nothing is thrown";
}
