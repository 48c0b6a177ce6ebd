// Builds what the pages load: one script, one sprite, two cuts of one font. Run by `make assets`.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import subsetFont from "subset-font";

const out = new URL("../kept/web/static/built/", import.meta.url);
const at = (path) => new URL(`../${path}`, import.meta.url);

const WEIGHTS = { wght: { min: 400, max: 600, default: 400 } };
const LATIN = "U+0020-007E, U+00A0-00FF, U+2010-2015, U+2018-201E, U+2020-2022, U+2026, U+202F, U+2030, U+2032-2033, U+2039-203A, U+20AC, U+2190-2193, U+2212, U+2215, U+00D7";
const LATIN_EXT = "U+0100-017F, U+0218-021B, U+1E9E";

async function script() {
  const { outputFiles } = await esbuild.build({
    entryPoints: [at("assets/js/app.js").pathname], bundle: true, minify: true, format: "iife",
    target: ["es2022"], legalComments: "none", write: false,
  });
  return save("app.js", outputFiles[0].contents);
}

async function sprite() {
  const names = JSON.parse(await readFile(at("kept/web/icons.json"), "utf8"));
  const symbols = await Promise.all(Object.entries(names).map(async ([ours, theirs]) => {
    const svg = await readFile(at(`node_modules/@tabler/icons/icons/outline/${theirs}.svg`), "utf8");
    const drawing = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
    return `<symbol id="${ours}" viewBox="0 0 24 24">${drawing}</symbol>`;
  }));
  // Ours: the stem (the tick that springs from the line) and the mark (both).
  symbols.push('<symbol id="stem" viewBox="0 0 16 16"><path d="M.6 8.4l3.3 3.5L10.4 3.6"/></symbol>');
  symbols.push('<symbol id="mark" viewBox="0 0 16 16"><path d="M3 1.5v13"/><path stroke="var(--kept)" d="M6 8.6l2.6 2.9 5.4-8"/></symbol>');
  return save("sprite.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`);
}

const letters = (ranges) => ranges.split(", ").flatMap((range) => {
  const [from, to = from] = range.replace("U+", "").split("-").map((code) => parseInt(code, 16));
  return Array.from({ length: to - from + 1 }, (_, step) => String.fromCodePoint(from + step));
}).join("");

async function font(name, ranges) {
  const stock = await readFile(at(`node_modules/@fontsource-variable/inter/files/inter-${name}-wght-normal.woff2`));
  const cut = await subsetFont(stock, letters(ranges), { targetFormat: "woff2", variationAxes: WEIGHTS });
  await save(`inter-${name}.woff2`, cut);
  return `@font-face{font-family:"Inter Variable";font-style:normal;font-weight:400 600;font-display:swap;`
    + `src:url("inter-${name}.woff2") format("woff2");unicode-range:${ranges}}\n`;
}

async function save(name, content) {
  const bytes = Buffer.from(content);
  await writeFile(new URL(name, out), bytes);
  const short = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  console.log(`${name.padEnd(22)} ${String(bytes.length).padStart(7)} B ${String(gzipSync(bytes).length).padStart(7)} B gz  ${short}`);
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await Promise.all([script(), sprite()]);
await save("fonts.css", (await font("latin", LATIN)) + (await font("latin-ext", LATIN_EXT)));
