/** `npm run docs [-- FOLDER]` writes the documentation as static pages, into public/ by default. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSite } from "./site.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = resolve(process.argv[2] ?? "public");
const { pages, files } = buildSite(root);
for (const [path, html] of pages) {
	mkdirSync(dirname(join(out, path)), { recursive: true });
	writeFileSync(join(out, path), html);
}
for (const [address, path] of files) {
	mkdirSync(dirname(join(out, address)), { recursive: true });
	copyFileSync(join(root, path), join(out, address));
}
process.stdout.write(
	`${pages.size} pages and ${files.size} files; open ${join(out, "index.html")}\n`,
);
