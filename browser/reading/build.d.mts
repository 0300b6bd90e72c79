export function buildReadingPages(places: { root: string; out: string }): void;
