/** Memory of the processes that a cell has started. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { peakMemory } from "../../../harness/cell/peak-memory.js";

/** Holds 150 MB for a moment, in a process below its own, and then waits. */
const grandchild = `
let block = Buffer.alloc(150e6, 1);
block = undefined;
console.log("used");
setInterval(() => {}, 1000);
`;
const child = `
require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio: ["pipe", "inherit", "inherit"] });
`;

test.runIf(process.platform === "linux")(
	"is the largest of the whole tree below it, also after it was given back",
	async () => {
		const started = spawn(process.execPath, ["-e", child], {
			stdio: ["pipe", "pipe", "inherit"],
			detached: true,
		});
		try {
			await once(started.stdout, "data");
			const { children = 0 } = peakMemory();
			expect(children).toBeGreaterThan(1.5e8);
			expect(children).toBeLessThan(5e8);
		} finally {
			process.kill(-Number(started.pid));
		}
	},
);
