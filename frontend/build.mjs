// Builds everything the browser gets into portal/static/build/: one style sheet, two scripts, fonts, icons, images.
// Run `npm run build`; with --watch it builds again when a source changes.
import { cp, mkdir, readFile, rm, watch, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const modules = path.join(root, "node_modules");
const out = path.join(root, "portal", "static", "build");

const FONTS = [
  "inter/files/inter-latin-opsz-normal.woff2",
  "inter/files/inter-latin-ext-opsz-normal.woff2",
  "source-serif-4/files/source-serif-4-latin-opsz-normal.woff2",
  "source-serif-4/files/source-serif-4-latin-ext-opsz-normal.woff2",
  "source-serif-4/files/source-serif-4-latin-opsz-italic.woff2",
];

const BROWSERS = ["chrome111", "firefox113", "safari16.4"];

async function styles() {
  const { css } = sass.compile(path.join(here, "scss", "app.scss"), {
    loadPaths: [modules],
    style: "expanded",
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  const { code } = await esbuild.transform(css, { loader: "css", minify: true, target: BROWSERS });
  await writeFile(path.join(out, "app.css"), code);
}

async function scripts() {
  await esbuild.build({
    entryPoints: { app: path.join(here, "js", "app.js"), charts: path.join(here, "js", "charts.js") },
    outdir: out,
    bundle: true,
    format: "esm",
    minify: true,
    target: BROWSERS,
    legalComments: "none",
    logLevel: "warning",
  });
}

// One sprite for all icons: a page names an icon and the browser keeps the file.
async function icons() {
  const names = JSON.parse(await readFile(path.join(here, "icons.json"), "utf8"));
  const symbols = await Promise.all(
    names.map(async (entry) => {
      const [name, source = name] = entry.split("=");
      const svg = await readFile(path.join(modules, "@tabler/icons/icons/outline", `${source}.svg`), "utf8");
      const body = svg
        .replace(/^[\s\S]*?<svg[^>]*>/, "")
        .replace(/<\/svg>\s*$/, "")
        .replace(/<path stroke="none"[^>]*\/>/, "")
        .replace(/\s*\n\s*/g, "");
      return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
    }),
  );
  await writeFile(path.join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

async function files() {
  await mkdir(path.join(out, "fonts"), { recursive: true });
  await Promise.all(
    FONTS.map((font) => cp(path.join(modules, "@fontsource-variable", font), path.join(out, "fonts", path.basename(font)))),
  );
  await cp(path.join(here, "images"), path.join(out, "images"), { recursive: true });
}

async function build() {
  const started = performance.now();
  await mkdir(out, { recursive: true });
  await Promise.all([styles(), scripts(), icons(), files()]);
  console.log(`Front end built in ${Math.round(performance.now() - started)} ms: ${path.relative(root, out)}`);
}

if (process.argv.includes("--watch")) {
  await build();
  for await (const event of watch(here, { recursive: true })) {
    await build().catch((error) => console.error(event.filename, error.message));
  }
} else {
  await rm(out, { recursive: true, force: true });
  await build();
}
