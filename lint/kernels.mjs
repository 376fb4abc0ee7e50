// Formats and lints the AssemblyScript sources (*.as.ts, *.wasm.ts) with Biome. `node lint/kernels.mjs`
// checks them, `node lint/kernels.mjs --write` mends what it can. Biome cannot parse a decorator in
// front of a function, so it works on copies in which `@inline` is a comment. Rules that are off in
// lint/kernels.json do not fit: numbers are 64-bit integers or rounded constants on purpose.
import { spawnSync } from "node:child_process";
import {
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "..");
const biome = createRequire(import.meta.url).resolve(
	"@biomejs/biome/bin/biome",
);

const kernels = [
	"actions",
	"bench",
	"core",
	"metrics",
	"samplers",
	"tensor",
].flatMap((folder) =>
	readdirSync(join(root, folder), { recursive: true })
		.filter((name) => /\.(as|wasm)\.ts$/.test(name))
		.map((name) => join(folder, name)),
);
if (kernels.length === 0) throw new Error("there are no kernels to check");

const copies = mkdtempSync(join(tmpdir(), "latticebench-kernels-"));
try {
	copyFileSync(join(here, "kernels.json"), join(copies, "biome.json"));
	for (const kernel of kernels) {
		const copy = join(copies, kernel);
		mkdirSync(dirname(copy), { recursive: true });
		const text = readFileSync(join(root, kernel), "utf8");
		writeFileSync(copy, text.replace(/^@inline\b/gm, "/*@inline*/"));
	}
	// Biome runs in the folder of the copies, so its messages name the sources by their own paths.
	const { status } = spawnSync(
		process.execPath,
		[biome, "check", "--error-on-warnings", ...process.argv.slice(2), "."],
		{ cwd: copies, stdio: "inherit" },
	);
	process.exitCode = status ?? 1;
	if (process.argv.includes("--write")) {
		for (const kernel of kernels) {
			const text = readFileSync(join(copies, kernel), "utf8");
			const mended = text.replaceAll("/*@inline*/", "@inline");
			if (mended !== readFileSync(join(root, kernel), "utf8"))
				writeFileSync(join(root, kernel), mended);
		}
	}
} finally {
	rmSync(copies, { recursive: true, force: true });
}
