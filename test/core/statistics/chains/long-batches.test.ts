// A mode that is slow and carries little of the variance: no summation window finds it, means of long batches do.
import { expect, test } from "vitest";
import { createRandom } from "../../../../core/random.js";
import { autocorrelation } from "../../../../core/statistics/chains/autocorrelation.js";
import { deviations } from "../../../../core/statistics/chains/gamma-method.js";
import { autoregressive } from "../support.js";

/** sqrt(1 - share) iid + sqrt(share) AR(1) of tauInt `tau`. */
function hidden(label: string, count: number, share: number, tau: number) {
	const fast = autoregressive(`${label}/fast`, 0, count);
	const slow = autoregressive(
		`${label}/slow`,
		(2 * tau - 1) / (2 * tau + 1),
		count,
	);
	return fast.map(
		(x, i) => Math.sqrt(1 - share) * x + Math.sqrt(share) * slow[i],
	);
}

const analysed = (...chains: readonly Float64Array[]) =>
	autocorrelation(deviations(chains).deltas);

test("a tenth of the variance with tauInt 500 is found in 5000 measurements", () => {
	const runs = 40;
	let passed = 0;
	for (let r = 0; r < runs; r++) {
		const found = analysed(hidden(`slow ${r}`, 5000, 0.1, 500));
		if (found.status === "ok") passed++;
		else expect(found.tooSlow).toBe(true);
	}
	// 1 to 3 % pass in longer simulations: five or more of 40 do so once in a hundred.
	expect(passed).toBeLessThan(5);
});

test("and in four chains always", () => {
	for (let r = 0; r < 10; r++) {
		const chains = [0, 1, 2, 3].map((c) =>
			hidden(`slow ${r}, ${c}`, 5000, 0.1, 500),
		);
		expect(analysed(...chains).status).toBe("unresolved");
	}
});

test("a slow mode that the window sees is none that is hidden", () => {
	for (let r = 0; r < 20; r++) {
		const { status, tauInt } = analysed(hidden(`seen ${r}`, 20_000, 0.5, 49.5));
		expect(status).toBe("ok");
		expect(tauInt).toBeGreaterThan(12);
	}
});

test("oscillating series stay ok: their batches end within a period", () => {
	for (let r = 0; r < 50; r++) {
		const random = createRandom(`ringing ${r}`);
		let [x, y] = [0, 0];
		const next = () => {
			[x, y] = [1.5 * x - 0.9 * y + random.normal(), x];
			return x;
		};
		for (let i = 0; i < 200; i++) next();
		const { reason } = analysed(Float64Array.from({ length: 5000 }, next));
		expect(reason ?? "").not.toMatch(/slow mode/);
	}
});

test.each([
	["independent", 0, (x: number) => x],
	["correlated", 0.9, (x: number) => x],
	["strongly antithetic", -0.9, (x: number) => x],
	["antithetic", -0.5, (x: number) => x],
	["squares", 0.9, (x: number) => x * x],
	["exponentials", 0.5, Math.exp],
])("sound series stay ok: %s", (name, a, law) => {
	const runs = 100;
	for (let r = 0; r < runs; r++) {
		const series = autoregressive(`${name} ${r}`, a, 5000).map(law);
		// One in 10^4 may be caught.
		expect(analysed(series).reason ?? "").not.toMatch(/slow mode/);
	}
});
