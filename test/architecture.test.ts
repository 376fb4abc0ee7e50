import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Who may import whom: the table of docs/architecture.md. A folder may always import itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
	core: [],
	tensor: ["core"],
	actions: ["core", "tensor"],
	samplers: ["core", "tensor", "actions"],
	metrics: ["core", "actions"],
	suites: ["core", "actions", "samplers", "metrics"],
	harness: ["core", "tensor", "actions", "samplers", "metrics", "suites"],
	reports: ["core"],
	cli: [
		"core",
		"tensor",
		"actions",
		"samplers",
		"metrics",
		"suites",
		"harness",
		"reports",
	],
	pack: ["core"],
	bench: [
		"core",
		"tensor",
		"actions",
		"samplers",
		"metrics",
		"suites",
		"harness",
		"reports",
		"cli",
	],
};

function sources(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return sources(path);
		return entry.name.endsWith(".ts") ? [path] : [];
	});
}

function imports(file: string): string[] {
	const text = readFileSync(file, "utf8");
	const pattern = /(?:from|import)\s*\(?\s*["']([^"']+)["']/g;
	return [...text.matchAll(pattern)].map((match) => match[1]);
}

function folderOf(path: string): string {
	return relative(root, path).split(/[\\/]/)[0];
}

describe("dependencies point one way", () => {
	for (const [folder, inner] of Object.entries(allowed)) {
		test(folder, () => {
			const wrong: string[] = [];
			for (const file of sources(join(root, folder))) {
				for (const target of imports(file)) {
					if (!target.startsWith(".")) continue;
					const to = folderOf(resolve(dirname(file), target));
					if (to !== folder && !inner.includes(to)) {
						wrong.push(`${relative(root, file)} imports ${target}`);
					}
				}
			}
			expect(wrong).toEqual([]);
		});
	}
});

test("TensorFlow.js comes in through tensor/ alone", () => {
	const wrong: string[] = [];
	for (const folder of Object.keys(allowed)) {
		if (folder === "tensor") continue;
		for (const file of sources(join(root, folder))) {
			for (const target of imports(file)) {
				if (target.startsWith("@tensorflow/"))
					wrong.push(`${relative(root, file)}: ${target}`);
			}
		}
	}
	expect(wrong).toEqual([]);
});

/** Vega is bundled at these doors, one for Node and one for the page; elsewhere it would be loaded file by file. */
test("Vega comes in through its two doors alone", () => {
	const doors = ["reports/draw/vega-library.ts", "reports/page/charts.ts"];
	const wrong: string[] = [];
	for (const folder of Object.keys(allowed)) {
		for (const file of sources(join(root, folder))) {
			const name = relative(root, file).replaceAll("\\", "/");
			if (doors.includes(name)) continue;
			// Types are gone after compilation.
			const text = readFileSync(file, "utf8").replace(
				/import type \{[^}]*\} from "[^"]*";/g,
				"",
			);
			if (/["'](?:vega|vega-[a-z]+)["']/.test(text)) wrong.push(name);
		}
	}
	expect(wrong).toEqual([]);
	for (const door of doors)
		expect(readFileSync(join(root, door), "utf8")).toMatch(/"vega"/);
});

describe("no cycles between files", () => {
	for (const folder of Object.keys(allowed)) {
		test(folder, () => {
			const done = new Set<string>();
			const cycles: string[] = [];
			const visit = (file: string, path: readonly string[]): void => {
				if (path.includes(file)) {
					cycles.push(
						[...path.slice(path.indexOf(file)), file]
							.map((f) => relative(root, f))
							.join(" -> "),
					);
					return;
				}
				if (done.has(file)) return;
				for (const target of imports(file)) {
					if (!target.startsWith(".") || !target.endsWith(".js")) continue;
					visit(resolve(dirname(file), target.replace(/\.js$/, ".ts")), [
						...path,
						file,
					]);
				}
				done.add(file);
			};
			const files = new Set(sources(join(root, folder)));
			for (const file of files) visit(file, []);
			expect(cycles).toEqual([]);
		});
	}
});
