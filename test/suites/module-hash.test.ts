/** The hash of a user's module covers what it imports from beside it, and nothing else. */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { planCells } from "../../harness/plan.js";
import { loadSuite } from "../../suites/load.js";
import { hashOfModule } from "../../suites/module-hash.js";
import { catalogueOf } from "../../suites/modules.js";
import { scratch } from "../support/command.js";

const phi6 = fileURLToPath(
	new URL("../../../examples/phi6.js", import.meta.url),
);

function write(folder: string, files: Readonly<Record<string, string>>): void {
	for (const [name, text] of Object.entries(files))
		writeFileSync(join(folder, name), text);
}

describe("the hash of a module", () => {
	test("is that of the file when it imports packages alone", () => {
		const folder = scratch();
		const text = 'import { z } from "latticebench";\nexport { z };\n';
		write(folder, { "a.js": text });
		expect(hashOfModule(join(folder, "a.js"))).toBe(
			createHash("sha256").update(text).digest("hex"),
		);
	});

	test.each([
		'import { b } from "./b.js";',
		"export * from './b.js';",
		'import "./b.js";',
		'const b = await import("./b.js");',
		'import {\n\tb,\n} from "./b.js";',
	])("follows %s, and what that imports, in a circle too", (line) => {
		const folder = scratch();
		mkdirSync(join(folder, "in"));
		const path = join(folder, "a.js");
		write(folder, {
			"a.js": line,
			"b.js": 'import { c } from "./in/c.js";',
			"in/c.js": 'import "../a.js"; export const c = 1;',
			"other.js": "1",
		});
		const before = hashOfModule(path);
		write(folder, { "other.js": "2" });
		expect(hashOfModule(path)).toBe(before);
		write(folder, { "in/c.js": 'import "../a.js"; export const c = 2;' });
		const after = hashOfModule(path);
		expect(after).not.toBe(before);
		expect(after).toMatch(/^[0-9a-f]{64}$/);
	});

	test("is bounded", () => {
		const folder = scratch();
		for (let i = 0; i < 300; i++)
			write(folder, { [`${i}.js`]: `import "./${i + 1}.js";` });
		expect(() => hashOfModule(join(folder, "0.js"))).toThrow(
			"it imports more than 255 files by relative paths",
		);
	});
});

test("a change of an imported file is another cell, and stops one that has begun", async () => {
	const folder = scratch();
	copyFileSync(phi6, join(folder, "formula.js"));
	write(folder, {
		"mine.js": 'export { phi6 } from "./formula.js";',
		"mine.json": JSON.stringify({
			targets: [
				{
					action: "./mine.js",
					shape: [4],
					parameters: { m2: -1, lambda: 0.5, eta: 0.2 },
				},
			],
			samplers: ["hmc"],
		}),
	});
	const plan = async () =>
		planCells((await loadSuite(join(folder, "mine.json"))).suite);
	const [before] = await plan();
	writeFileSync(join(folder, "formula.js"), "\n", { flag: "a" });
	const [after] = await plan();
	expect(after.key).not.toBe(before.key);
	await expect(catalogueOf(before)).rejects.toThrow(/mine\.js was changed/);
});
