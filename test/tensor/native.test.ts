/** The parts of `npm run native-tensorflow` that need no download; docs/backends.md has the run itself. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compilerArguments } from "../../tensor/native/addon.js";
import {
	downloadArguments,
	libraries,
	libraryIn,
} from "../../tensor/native/library.js";

test("a folder without libraries or headers is refused by what it lacks", () => {
	const folder = mkdtempSync(join(tmpdir(), "native-"));
	try {
		for (const name of libraries) {
			expect(() => libraryIn(folder)).toThrow(name);
			writeFileSync(join(folder, name), "");
		}
		expect(() => libraryIn(folder)).toThrow(
			`${folder} lacks include/tensorflow/c/eager/c_api.h`,
		);
		mkdirSync(join(folder, "include/tensorflow/c/eager"), { recursive: true });
		writeFileSync(join(folder, "include/tensorflow/c/eager/c_api.h"), "");
		expect(libraryIn(folder)).toEqual({ folder });
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("the wheel is of this machine's processor, the addon finds its library by itself", () => {
	const wheel = downloadArguments("2.21.0", "/wheels", "arm64");
	expect(wheel).toContain("manylinux_2_27_aarch64");
	expect(wheel.at(-1)).toBe("tensorflow-cpu==2.21.0");
	expect(() => downloadArguments("2.21.0", "/wheels", "ia32")).toThrow("ia32");
	const library = { folder: "/opt/a folder/tensorflow" };
	const line = compilerArguments("/build", library, "/build/out.node");
	expect(line).toContain("-Wl,-rpath,/opt/a folder/tensorflow");
	expect(line.slice(-2)).toEqual(["-o", "/build/out.node"]);
});
