import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { processorSeconds } from "../../../harness/cell/processor-time.js";
import {
	gaussianSuite,
	recordsOf,
	runApart,
	scratch,
} from "../../support/command.js";
import { work } from "../../support/spawning-sampler.js";

test("processor time goes on while this process works", () => {
	const before = processorSeconds();
	const { user, system } = process.cpuUsage();
	let now = process.cpuUsage();
	while (now.user + now.system < user + system + 50_000)
		now = process.cpuUsage();
	expect(processorSeconds() - before).toBeGreaterThanOrEqual(0.05);
});

test.runIf(process.platform === "linux")(
	"on Linux a cell pays for the processes that it starts",
	async () => {
		const folder = scratch();
		const out = join(folder, "out");
		const path = fileURLToPath(
			new URL("../../support/spawning-sampler.js", import.meta.url),
		);
		const suite = gaussianSuite(folder, {}, { samplers: [{ sampler: path }] });
		expect((await runApart(["run", suite, "--out", out])).status).toBe(0);
		const [{ cost }] = recordsOf(out);
		// Eight blocks, each with a process; the system counts hundredths of a second.
		expect(cost?.draw?.coreSeconds).toBeGreaterThan(8 * (work - 0.02));
		expect(cost?.draw?.timing?.coreSeconds).toBeGreaterThan(8 * (work - 0.02));
	},
);
