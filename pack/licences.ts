/** The licences of everything that a packed folder contains. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * One text: each package with its version, its statement about its licence, and the licence itself.
 *
 * @param files paths of all packed files below `root`
 * @param vulkan origin of the Vulkan loader, if one is packed
 */
export function licences(
	root: string,
	files: readonly string[],
	vulkan: string | null,
): string {
	const parts = [
		section(`Node.js ${process.version}`, "MIT and others", node()),
	];
	if (vulkan !== null)
		parts.push(
			section("Vulkan loader, The Khronos Group Inc.", "Apache-2.0", null),
		);
	for (const folder of packagesOf(files)) {
		const manifest = JSON.parse(
			readFileSync(join(root, folder, "package.json"), "utf8"),
		) as { name: string; version: string; license?: unknown };
		const { name, version, license } = manifest;
		parts.push(
			section(
				`${name} ${version}`,
				typeof license === "string" ? license : "see below",
				textIn(join(root, folder)),
			),
		);
	}
	return `${parts.join(`\n${"=".repeat(78)}\n\n`)}`;
}

/** Folders of packages, sorted. A package is what follows the last node_modules, with its scope. */
function packagesOf(files: readonly string[]): readonly string[] {
	const folders = files.map(
		(file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0],
	);
	return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

function section(title: string, licence: string, text: string | null): string {
	return `${title}\nLicence: ${licence}\n${text === null ? "" : `\n${text.trim()}\n`}`;
}

function textIn(folder: string): string | null {
	const texts = readdirSync(folder)
		.filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
		.sort()
		.map((name) => readFileSync(join(folder, name), "utf8"));
	return texts.length === 0 ? null : texts.join("\n");
}

/** Node's archives have the licence above bin/. Distributions put it with the documents. */
function node(): string {
	const prefix = dirname(dirname(process.execPath));
	const found = ["LICENSE", "share/doc/nodejs/LICENSE"]
		.map((path) => join(prefix, path))
		.find(
			(path) => existsSync(path) && /Node\.js/.test(readFileSync(path, "utf8")),
		);
	return found === undefined
		? `https://github.com/nodejs/node/blob/${process.version}/LICENSE`
		: readFileSync(found, "utf8");
}
