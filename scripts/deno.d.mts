export function deno(): string;
