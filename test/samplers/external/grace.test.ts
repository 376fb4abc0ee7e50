/** How long a program that was told to stop is waited for. */
import { expect, test } from "vitest";
import { graceOver } from "../../../samplers/external/child/grace.js";

/** Looks until its grace is over, for a program that worked so long at each. */
async function looks(
	worked: readonly number[],
	wants: readonly boolean[],
): Promise<number> {
	let look = 0;
	await graceOver(
		{
			processorSeconds: () => worked[Math.min(look, worked.length - 1)],
			wantsToRun: () => wants[Math.min(look++, wants.length - 1)],
		},
		0.2,
	);
	return look;
}

test("a program that sleeps, or that had a processor, has its grace and no more", async () => {
	expect(await looks([3], [false])).toBe(1);
	expect(await looks([3, 3.1], [true])).toBe(1);
});

test("one that waits for a processor has longer, until it had a quarter of its grace", async () => {
	expect(await looks([3, 3, 3.01, 3.06], [true])).toBe(3);
});

test("one that never gets a processor is not waited for without end", async () => {
	expect(await looks([3], [true])).toBeLessThan(12);
});

test("one that stops ends the wait", async () => {
	const over = new AbortController();
	const wait = graceOver(
		{ processorSeconds: () => 0, wantsToRun: () => true },
		60,
		over.signal,
	);
	over.abort();
	await expect(wait).rejects.toThrow();
});
