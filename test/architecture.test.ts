import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * Who may import whom, folders or parts of them: the table of docs/architecture.md. A folder may always
 * import itself.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
	core: [],
	tensor: ["core"],
	actions: ["core", "tensor"],
	samplers: ["core", "tensor", "actions"],
	metrics: ["core", "actions"],
	library: ["core", "tensor", "actions", "samplers", "metrics"],
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
	site: ["core", "reports"],
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

describe("dependencies point one way", () => {
	for (const [folder, inner] of Object.entries(allowed)) {
		test(folder, () => {
			const wrong: string[] = [];
			for (const file of sources(join(root, folder))) {
				for (const target of imports(file)) {
					if (!target.startsWith(".")) continue;
					const to = relative(root, resolve(dirname(file), target));
					const within = (part: string) => to.startsWith(`${part}/`);
					if (![folder, ...inner].some(within)) {
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

/** It is most of what a thread would load: with it, one takes four times as long to start. */
test("threads of samplers load no TensorFlow.js", () => {
	const threads = sources(join(root, "samplers")).flatMap((file) => {
		// Not in comments.
		const named = readFileSync(file, "utf8").matchAll(
			/^(?! \*).*new URL\(\s*"(\.[^"]+)",\s*import\.meta\.url,?\s*\)/gm,
		);
		return Array.from(named, ([, name]) => resolve(dirname(file), name));
	});
	const found: string[] = [];
	for (const thread of threads) {
		// Those of a GPU run in the main thread.
		if (dirname(thread).endsWith("gpu")) continue;
		// As compiled, so that types are gone.
		const seen = new Set([join(root, "dist", relative(root, thread))]);
		for (const file of seen) {
			for (const target of imports(file)) {
				if (target.startsWith("@tensorflow/"))
					found.push(`${relative(root, thread)}: ${target}`);
				if (target.startsWith(".")) seen.add(resolve(dirname(file), target));
			}
		}
	}
	expect(threads.length).toBeGreaterThan(8);
	expect(found).toEqual([]);
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

/** Everything that people wrote, as paths from the root. */
const written = (function list(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (!entry.isDirectory())
			return [relative(root, path).replaceAll("\\", "/")];
		return /^(node_modules|dist|runs|packed|\.git)$/.test(entry.name)
			? []
			: list(path);
	});
})(root);

const folders = new Set(
	written.flatMap((path) => {
		const names = path.split("/").slice(0, -1);
		return names.map((_, depth) => names.slice(0, depth + 1).join("/"));
	}),
);

/** Text that may name files: the comments of a program, the whole of a document or of a Python file. */
function prose(path: string): string {
	if (!/\.(md|py|ts|mjs|cpp)$/.test(path)) return "";
	const text = readFileSync(join(root, path), "utf8");
	if (/\.(md|py)$/.test(path)) return text;
	return (text.match(/\/\*[\s\S]*?\*\/|\/\/.*$/gm) ?? []).join("\n");
}

/** Names of source files, and of what lies below one of the top folders; `*` stands for a part of a name. */
function namedPaths(text: string): string[] {
	const words = text.match(
		/(?<![\w./@*-])[\w*][\w.*-]*(?:\/[\w.*-]+)*(?![\w@-])/g,
	);
	return (words ?? [])
		.map((word) => word.replace(/[./]+$/, ""))
		.filter((word) => {
			// Files that a reader is to write, and kinds of files such as *.wgsl.ts.
			if (/(^|\/)(my-\w|mine(\/|$)|NAME(\/|$))|^\*\./.test(word)) return false;
			if (/\.(ts|as|wgsl|wasm|cpp|py|mjs)$/.test(word)) return true;
			const [top] = word.split("/");
			return (
				word !== top && (top in allowed || top === "test" || top === "docs")
			);
		});
}

function exists(name: string, folder: string): boolean {
	return [name, `${folder}/${name}`].some((path) => {
		const escaped = path.replace(/[.+^$()[\]{}|\\]/g, "\\$&");
		const pattern = new RegExp(`^${escaped.replaceAll("*", "[^/]*")}(\\.ts)?$`);
		return [...written, ...folders].some((known) => pattern.test(known));
	});
}

test("every path that a comment or a document names exists", () => {
	const wrong: string[] = [];
	for (const file of written) {
		if (/^(docs\/gallery|test\/fixtures)\//.test(file)) continue;
		for (const name of namedPaths(prose(file))) {
			if (!exists(name, dirname(file))) wrong.push(`${file} names ${name}`);
		}
	}
	expect(wrong).toEqual([]);
});

test("no file or folder is called parts", () => {
	const nameless = written.filter((path) =>
		/(^|\/)parts(\/|\.\w+$)/.test(path),
	);
	expect(nameless).toEqual([]);
});

/** Lines that a file may have. Kernels are exempt, whose loops belong together, and so are tests. */
const longest = 250;

test(`no file is longer than ${longest} lines`, () => {
	const wrong: string[] = [];
	for (const folder of Object.keys(allowed)) {
		for (const file of sources(join(root, folder))) {
			if (/\.(as|wasm|wgsl)\.ts$/.test(file)) continue;
			const name = relative(root, file).replaceAll("\\", "/");
			const lines = readFileSync(file, "utf8").split("\n").length - 1;
			if (lines > longest) wrong.push(`${name}: ${lines}`);
		}
	}
	expect(wrong).toEqual([]);
});
