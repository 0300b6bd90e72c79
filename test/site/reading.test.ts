/// <reference lib="dom" />
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type { AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, suite, test } from "vitest";
import { buildReadingPages } from "../../browser/reading/build.mjs";
import { root } from "../../scripts/jupyter.mjs";
import { findChromium } from "../../scripts/lab.mjs";
import { serve } from "../../scripts/serve.mjs";

interface Cell {
  cell_type: string;
  source: string[];
  outputs?: { data?: Record<string, unknown>; text?: string[] }[];
}

const lessons = readdirSync(path.join(root, "notebooks"))
  .filter((name) => name.endsWith(".ipynb"))
  .map((name) => name.replace(".ipynb", ""))
  .sort();
const PLOTLY = "application/vnd.plotly.v1+json";
const pages = ["index", ...lessons];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

function cellsOf(lesson: string): Cell[] {
  return JSON.parse(readFileSync(path.join(root, "notebooks", `${lesson}.ipynb`), "utf8")).cells;
}

const countOf = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

suite("the pages to read", () => {
  const out = mkdtempSync(path.join(tmpdir(), "reading-"));
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serve>>;
  /** What a reader would find in the browser's console, and requests to elsewhere. */
  let problems: string[];

  beforeAll(async () => {
    buildReadingPages({ root, out });
    server = await serve(out, "/some/course/");
    browser = await chromium.launch({
      executablePath: findChromium(),
      args: [
        "--disable-background-networking",
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(out, { recursive: true, force: true });
  });

  async function open(name: string, options: Parameters<Browser["newPage"]>[0] = {}) {
    problems = [];
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("request", (request) => {
      const url = request.url();
      if (!/^(data|blob):/.test(url) && !url.startsWith(server.address)) problems.push(url);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(`${server.address}${name}.html`);
    return page;
  }

  /** Scrolls through the page until plotly has drawn every figure. */
  async function drawAll(page: Page) {
    const figures = await page.locator(".figure").all();
    for (const figure of figures) {
      await figure.scrollIntoViewIfNeeded();
      await figure.locator(".plot .main-svg").first().waitFor();
    }
    await page.evaluate(() => document.fonts.ready);
    return figures.length;
  }

  /** The notebook's outputs, code and formulas, as they stand on its page. */
  async function expectAllOf(lesson: string, page: Page) {
    const cells = cellsOf(lesson);
    const outputs = cells.flatMap((cell) => cell.outputs ?? []);
    const withType = (type: string) => outputs.filter(({ data }) => data && type in data).length;
    expect(await page.locator(".figure").count()).toBe(withType(PLOTLY));
    expect(await page.locator(".picture svg").count()).toBe(withType("image/svg+xml"));
    expect(await page.locator(".html").count()).toBe(withType("text/html"));
    const empty = await page.evaluate(() =>
      [...document.querySelectorAll(".figure")].filter((figure) => {
        const marks = figure.querySelectorAll(".trace path, .hm image, .im image, .contour path");
        return marks.length === 0 || figure.clientHeight < 60;
      }),
    );
    expect(empty.length).toBe(0);

    const texts = outputs.flatMap(({ text }) => (text ? [text.join("").trimEnd()] : []));
    expect(await page.locator(".outputs > pre").allTextContents()).toEqual(texts);
    const code = cells.filter(({ cell_type }) => cell_type === "code");
    expect(await page.locator(".cell > pre").allTextContents()).toEqual(
      code.map(({ source }) => source.join("")),
    );

    const prose = cells
      .filter(({ cell_type }) => cell_type === "markdown")
      .map(({ source }) => source.join("").replace(/```.*?```|`[^`]*`/gs, ""))
      .join("\n");
    const displayed = countOf(prose, /\$\$[^$]+\$\$/g);
    const inLine = countOf(prose.replace(/\$\$[^$]+\$\$/g, ""), /\$[^$]+\$/g);
    expect(await page.locator(".katex-display").count()).toBe(displayed);
    expect(await page.locator("main .katex").count()).toBe(displayed + inLine);
    const fonts = await page.evaluate(() =>
      [...document.fonts].filter(({ status }) => status !== "unloaded").map(({ status }) => status),
    );
    expect(fonts.length > 0).toBe(displayed + inLine > 0);
    expect(fonts.filter((status) => status !== "loaded")).toEqual([]);
  }

  /** What axe finds wrong, in light colours and in dark ones. */
  async function flawsOf(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const flaws: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { violations } = await page.evaluate(
        // Between light and dark nothing but colours changes.
        (only) => {
          const { axe } = window as unknown as {
            axe: { run(options: object): Promise<AxeResults> };
          };
          return axe.run({ resultTypes: ["violations"], ...(only && { runOnly: only }) });
        },
        colorScheme === "dark" ? ["color-contrast"] : undefined,
      );
      for (const { id, nodes } of violations) {
        for (const { html, failureSummary } of nodes) {
          flaws.push(`${id}, ${colorScheme}: ${html} ${failureSummary}`);
        }
      }
    }
    return flaws;
  }

  /** Addresses in the page that lead nowhere. JupyterLab itself is another part of the site. */
  async function deadLinks(page: Page): Promise<string[]> {
    const links = await page.locator("a[href]").evaluateAll((all) =>
      (all as HTMLAnchorElement[]).map((link) => ({
        address: link.getAttribute("href") ?? "",
        isHere: document.getElementById(decodeURIComponent(link.hash.slice(1))) !== null,
      })),
    );
    return links
      .filter(({ address, isHere }) =>
        address.startsWith("#")
          ? !isHere
          : !/^(https:|lab\/)/.test(address) && !existsSync(path.join(out, address)),
      )
      .map(({ address }) => address);
  }

  test.each(pages)("%s shows what is in the notebook, to everybody", async (name) => {
    const page = await open(name);
    await drawAll(page);
    if (name !== "index") await expectAllOf(name, page);
    expect(await flawsOf(page)).toEqual([]);
    expect(await deadLinks(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.close();
  });

  test.each(pages)("%s fits a phone", async (name) => {
    const page = await open(name, { viewport: { width: 375, height: 700 }, hasTouch: true });
    await drawAll(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    expect(problems).toEqual([]);
    await page.close();
  });

  test("every lesson leads on, back, and to its notebook", async () => {
    const page = await open("index");
    for (const [i, lesson] of lessons.entries()) {
      await page.goto(`${server.address}${lesson}.html`);
      const linked = (selector: string) =>
        page.locator(selector).evaluateAll((all) => all.map((link) => link.getAttribute("href")));
      expect(await linked("a[rel=prev]")).toEqual(i > 0 ? [`${lessons[i - 1]}.html`] : []);
      expect(await linked("a[rel=next]")).toEqual(lessons[i + 1] ? [`${lessons[i + 1]}.html`] : []);
      const runs = new Set(await linked("a.run"));
      expect([...runs]).toEqual([`lab/index.html?path=${lesson}.ipynb`]);
    }
    await page.close();
  });

  test("the index lists the lessons in order", async () => {
    const page = await open("index");
    const links = await page
      .locator("td a")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    expect(links.filter((link) => link?.endsWith(".html"))).toEqual(
      lessons.map((lesson) => `${lesson}.html`),
    );
    await page.close();
  });

  test("the colours can be chosen, and stay chosen", async () => {
    const shows = (lesson: string, type: string) =>
      cellsOf(lesson).some(({ outputs = [] }) => outputs.some(({ data = {} }) => type in data));
    const lesson = lessons.find((each) => shows(each, "image/svg+xml") && shows(each, PLOTLY));
    const page = await open(lesson as string, { colorScheme: "light" });
    await drawAll(page);
    const colors = () =>
      page.evaluate(() => ({
        paper: getComputedStyle(document.body).backgroundColor,
        picture: getComputedStyle(document.querySelector(".picture text") as Element).fill,
        figure: getComputedStyle(document.querySelector(".main-svg text") as Element).fill,
      }));
    const light = await colors();
    await page.getByRole("button", { name: "Dark" }).click();
    await expect.poll(async () => (await colors()).figure).not.toBe(light.figure);
    const dark = await colors();
    expect(dark.paper).not.toBe(light.paper);
    expect(dark.picture).not.toBe(light.picture);
    await page.reload();
    await drawAll(page);
    expect(await colors()).toEqual(dark);
    expect(problems).toEqual([]);
    await page.close();
  });

  test("a backward pass is clicked through", async () => {
    const page = await open("5.1-computational-graphs");
    const player = page.locator(".html").first();
    await player.getByRole("button", { name: "Next" }).click();
    expect(await player.textContent()).toContain("step 2 of 3");
    await page.close();
  });

  test("without scripts, a figure is its saved picture", async () => {
    const page = await open("5.7.4-training", { javaScriptEnabled: false });
    const figures = cellsOf("5.7.4-training").flatMap((cell) => cell.outputs ?? []);
    const images = await page.locator(".figure img").all();
    expect(images.length).toBe(figures.filter(({ data }) => data?.["image/png"]).length);
    for (const image of images) {
      await image.scrollIntoViewIfNeeded();
      expect(await image.getAttribute("alt")).toMatch(/^Figure with /);
      await expect.poll(async () => (await image.boundingBox())?.height).toBeGreaterThan(60);
    }
    expect(problems).toEqual([]);
    await page.close();
  });
});
