import {
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type BenchRecord, recordSchema } from "../../core/record.js";
import {
	discardCheckpoint,
	readCheckpoint,
	writeCheckpoint,
} from "../../harness/cell/checkpoints.js";
import { CellClock } from "../../harness/cell/clock.js";
import { peakMemory } from "../../harness/cell/peak-memory.js";
import { costOf } from "../../harness/cell/spent.js";
import { type Cell, planCells } from "../../harness/plan.js";
import { loadSuite } from "../../suites/load.js";
import { attempt } from "../support/cell.js";
import { scratch } from "../support/command.js";
import { sampler } from "../support/paths.js";

async function cellsOf(samplers: readonly object[]): Promise<readonly Cell[]> {
	const path = join(scratch(), "suite.yaml");
	const targets = [
		{ action: "free-field", label: "T", shape: [3], parameters: { m2: 1 } },
	];
	writeFileSync(path, JSON.stringify({ targets, samplers, draws: 3000 }));
	return planCells((await loadSuite(path)).suite);
}

/** What must not depend on the clock. */
function numbers({ estimators, checks, diagnostics }: BenchRecord): unknown {
	return { estimators, checks, diagnostics };
}

describe.each(["chains", "weighted"])("a cell of %s", (kind) => {
	const entry = { sampler, options: { kind, steps: 3 }, label: "a" };

	test("gives a valid record whose checks pass", async () => {
		const [cell] = await cellsOf([entry]);
		const { record } = await attempt(cell);
		expect(recordSchema.parse(record)).toEqual(record);
		expect(record.status).toBe("completed");
		expect(Object.keys(record.estimators ?? {})).toEqual(
			kind === "chains" ? ["chain"] : ["reweighted", "metropolis"],
		);
		const failed = Object.values(record.checks ?? {}).filter(
			({ verdict }) => verdict === "fail",
		);
		expect(failed).toEqual([]);
	});

	test("gives the same bits for the same seed, and others for another", async () => {
		const [cell] = await cellsOf([entry]);
		const { record } = await attempt(cell);
		expect(numbers((await attempt(cell)).record)).toEqual(numbers(record));
		const other = await attempt({ ...cell, seed: 2 });
		expect(numbers(other.record)).not.toEqual(numbers(record));
	});

	test("does not depend on the other samplers of the suite", async () => {
		const [alone] = await cellsOf([entry]);
		const together = await cellsOf([{ ...entry, label: "b" }, entry]);
		const records = await Promise.all(together.map((cell) => attempt(cell)));
		const [b, a] = records.map(({ record }) => numbers(record));
		expect(a).toEqual(numbers((await attempt(alone)).record));
		// Labels name streams: the same sampler under another label draws other numbers.
		expect(b).not.toEqual(a);
	});

	test("interrupted anywhere, goes on to the same bits", async () => {
		const [cell] = await cellsOf([entry]);
		const { record } = await attempt(cell);
		for (let stopAfter = 1; stopAfter <= 6; stopAfter++) {
			const first = await attempt(cell, { stopAfter });
			expect(first.record.status).toBe("interrupted");
			expect(first.record.reason).toMatch(/^interrupted during /);
			if (first.checkpoint === undefined) throw new Error("no checkpoint");
			const second = await attempt(cell, { checkpoint: first.checkpoint });
			expect(numbers(second.record)).toEqual(numbers(record));
			// Every evaluation is counted once, wherever the cut was.
			const evaluations = (of: BenchRecord): unknown =>
				Object.values(of.cost ?? {}).map((phase) => [
					phase.actionEvaluations,
					phase.gradientEvaluations,
				]);
			expect(evaluations(second.record)).toEqual(evaluations(record));
		}
	});

	test("survives the disk bit for bit", async () => {
		const [cell] = await cellsOf([entry]);
		const { checkpoint } = await attempt(cell, { stopAfter: 5 });
		if (checkpoint === undefined) throw new Error("no checkpoint");
		const folder = scratch();
		await writeCheckpoint(folder, checkpoint);
		expect(await readCheckpoint(folder, cell.key, "test")).toEqual(checkpoint);
		// Of another version or question it is not used.
		expect(await readCheckpoint(folder, cell.key, "other")).toBeUndefined();
		expect(
			await readCheckpoint(folder, "0".repeat(16), "test"),
		).toBeUndefined();
		await discardCheckpoint(folder);
		expect(await readCheckpoint(folder, cell.key, "test")).toBeUndefined();
	});
});

test("a checkpoint that was cut off is passed over for the one before", async () => {
	const [cell] = await cellsOf([{ sampler }]);
	const { checkpoint } = await attempt(cell, { stopAfter: 2 });
	if (checkpoint === undefined) throw new Error("no checkpoint");
	const folder = scratch();
	await writeCheckpoint(folder, checkpoint);
	// A process killed while it wrote the next leaves a folder without state.json.
	mkdirSync(join(folder, "checkpoint-2"));
	writeFileSync(join(folder, "checkpoint-2", "sampler-0.npy"), "cut");
	expect(await readCheckpoint(folder, cell.key, "test")).toEqual(checkpoint);
	await writeCheckpoint(folder, checkpoint);
	expect(await readCheckpoint(folder, cell.key, "test")).toEqual(checkpoint);
});

test("a checkpoint remembers that log weights have an unknown constant", async () => {
	const options = { kind: "weighted", steps: 3 };
	const [cell] = await cellsOf([{ sampler, options }]);
	const { checkpoint } = await attempt(cell, { stopAfter: 5 });
	if (checkpoint?.series === undefined) throw new Error("no series");
	const unknown = {
		...checkpoint,
		series: { ...checkpoint.series, normalised: false as const },
	};
	const folder = scratch();
	await writeCheckpoint(folder, unknown);
	expect(await readCheckpoint(folder, cell.key, "test")).toEqual(unknown);
});

describe("a checkpoint that was damaged is passed over for the one before:", () => {
	const edit = (path: string, change: (bytes: Buffer) => Buffer): void =>
		writeFileSync(path, change(readFileSync(path)));
	const damages: Readonly<Record<string, (folder: string) => void>> = {
		"a flipped byte": (folder) =>
			edit(join(folder, "series-0.npy"), (bytes) => {
				bytes[bytes.length - 3] ^= 1;
				return bytes;
			}),
		"bytes cut off": (folder) =>
			edit(join(folder, "series-0.npy"), (bytes) => bytes.subarray(0, -8)),
		"swapped arrays": (folder) => {
			const [one, other] = ["series-0.npy", "series-1.npy"].map((name) =>
				join(folder, name),
			);
			renameSync(one, `${one}.aside`);
			renameSync(other, one);
			renameSync(`${one}.aside`, other);
		},
		"an array that is gone": (folder) => rmSync(join(folder, "series-0.npy")),
		"an edited number": (folder) =>
			edit(join(folder, "state.json"), (bytes) =>
				Buffer.from(String(bytes).replace(/"count":\d+/, '"count":7')),
			),
		"half a state": (folder) =>
			edit(join(folder, "state.json"), (bytes) => bytes.subarray(0, 50)),
	};
	const saved = cellsOf([{ sampler }]).then(async ([cell]) => ({
		cell,
		checkpoint: (await attempt(cell, { stopAfter: 5 })).checkpoint,
	}));
	test.each(Object.entries(damages))("%s", async (_, damage) => {
		const { cell, checkpoint } = await saved;
		if (checkpoint === undefined) throw new Error("no checkpoint");
		const folder = scratch();
		const before = { ...checkpoint, fieldFiles: 1 };
		await writeCheckpoint(folder, { ...checkpoint, fieldFiles: 0 });
		await writeCheckpoint(folder, before);
		await writeCheckpoint(folder, checkpoint);
		damage(join(folder, "checkpoint-3"));
		expect(await readCheckpoint(folder, cell.key, "test")).toEqual(before);
		damage(join(folder, "checkpoint-2"));
		expect(await readCheckpoint(folder, cell.key, "test")).toBeUndefined();
	});
});

test("an action that the sampler declines is skipped with the reason", async () => {
	const [cell] = await cellsOf([{ sampler, options: { failure: "decline" } }]);
	const { record } = await attempt(cell);
	expect(record).toMatchObject({
		status: "skipped",
		reason: "only free fields can be drawn exactly",
	});
});

test.each([
	["start", "preparation: the sampler broke on purpose"],
	["prepare", "thermalise: the sampler broke on purpose"],
] as const)("an error in %s is told with its place", async (during, reason) => {
	const options = { failure: "throw", during };
	const [cell] = await cellsOf([{ sampler, options }]);
	const { record } = await attempt(cell);
	expect(record).toMatchObject({ status: "failed", reason });
});

test("the clock runs by phase, and not while the harness writes", async () => {
	let time = 0;
	const clock = new CellClock(
		() => time,
		{
			train: { seconds: 5, action: 1, gradient: 2 },
		},
		3,
	);
	time = 1;
	await clock.phase("train");
	time = 3;
	clock.count({ gradient: 10 });
	await clock.unpaid(async () => {
		time = 100;
	});
	time = 101;
	await clock.phase("draw");
	time = 105;
	expect(clock.seconds).toBe(9);
	expect(clock.deviceSeconds).toBe(27);
	expect(clock.read()).toEqual({
		compile: { seconds: 1, action: 0, gradient: 0 },
		train: { seconds: 8, action: 1, gradient: 12 },
		draw: { seconds: 4, action: 0, gradient: 0 },
	});
});

test("a phase has the largest memory that was in use while it was paid for", async () => {
	let [present, peak] = [100, 100];
	const use = (bytes: number) => {
		present = bytes;
		peak = Math.max(peak, bytes);
	};
	const clock = new CellClock(
		() => 0,
		{},
		1,
		undefined,
		undefined,
		() => {
			const told = peak;
			peak = present;
			return { own: told, children: 3 * told };
		},
	);
	await clock.phase("train");
	use(500);
	use(200);
	await clock.unpaid(async () => {
		use(900);
		use(200);
	});
	use(300);
	await clock.phase("draw");
	use(250);
	const { compile, train, draw } = clock.read();
	expect(compile?.peakBytes).toBe(100);
	expect(train?.peakBytes).toBe(500);
	expect(draw?.peakBytes).toBe(300);
	const device = { kind: "cpu", name: "test", count: 1 } as const;
	expect(costOf(clock.read(), device).train?.peakBytes).toBe(500);
	const peakAt = (place: "child" | "elsewhere") =>
		costOf(clock.read(), device, undefined, place).train?.peakBytes;
	// Of another program it is that of the program.
	expect(peakAt("child")).toBe(1500);
	expect(peakAt("elsewhere")).toBeUndefined();
});

test.runIf(process.platform === "linux")(
	"the system tells the largest memory since it was last asked",
	() => {
		peakMemory();
		const before = peakMemory().own ?? 0;
		let block: Uint8Array | undefined = new Uint8Array(2e8).fill(1);
		expect((peakMemory().own ?? 0) - before).toBeGreaterThan(1.5e8);
		expect(block[17]).toBe(1);
		block = undefined;
	},
);

test("on a GPU a phase pays for what is still running, and is told its kernel time and energy", async () => {
	let time = 0;
	let [kernelSeconds, energyJoules] = [1, 500];
	const clock = new CellClock(() => time, {}, 1, {
		// Work that was asked for takes two seconds more, half of it in kernels, at 100 W.
		async settle() {
			time += 2;
			kernelSeconds += 1;
			energyJoules += 200;
		},
		async read() {
			// The harness's own question costs nothing.
			time += 50;
			return { kernelSeconds, energyJoules };
		},
		close() {},
	});
	await clock.phase("train");
	time += 1;
	await clock.drain();
	time += 4;
	await clock.phase("draw");
	const device = { kind: "gpu", name: "test", count: 1 } as const;
	const { compile, train, draw } = costOf(clock.read(), device);
	expect(compile).toMatchObject({ seconds: 2, deviceSeconds: 2 });
	expect(train).toEqual({
		seconds: 9,
		deviceSeconds: 9,
		actionEvaluations: 0,
		gradientEvaluations: 0,
		kernelSeconds: 2,
		energyJoules: 400,
	});
	expect(draw).toMatchObject({ seconds: 0 });
	expect(draw).not.toHaveProperty("kernelSeconds");
});

test("evaluations of the preparation are added up, earlier attempts included, and those of drawing are not", async () => {
	const clock = new CellClock(
		() => 0,
		{ train: { seconds: 1, action: 5, gradient: 7 } },
		1,
	);
	expect(clock.evaluations).toBe(12);
	await clock.phase("tune");
	clock.count({ action: 1, gradient: 2 });
	await clock.phase("train");
	clock.count({ gradient: 30 });
	await clock.unpaid(async () => clock.count({ gradient: 400 }));
	await clock.phase("draw");
	clock.count({ action: 5000 });
	expect(clock.evaluations).toBe(45);
});
