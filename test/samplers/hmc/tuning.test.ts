import { describe, expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import { pooledTau } from "../../../core/statistics/chains/pooled-tau.js";
import { DualAveraging } from "../../../samplers/chain/dual-averaging.js";
import {
	judgeStationarity,
	nextCheck,
} from "../../../samplers/chain/thermalisation.js";
import { followedOf } from "../../../samplers/chain/totals.js";
import { bestLength } from "../../../samplers/hmc/best-length.js";

/** [chains, n] of AR(1) with coefficient c and unit variance, each chain starting at `start`. */
function autoregressive(
	chains: number,
	n: number,
	c: number,
	start: (chain: number) => number | null,
	seed = "ar",
): Float64Array {
	const random = createRandom(seed);
	const out = new Float64Array(chains * n);
	for (let chain = 0; chain < chains; chain++) {
		let x = start(chain) ?? random.normal();
		for (let i = 0; i < n; i++) {
			x = c * x + Math.sqrt(1 - c * c) * random.normal();
			out[chain * n + i] = x;
		}
	}
	return out;
}

describe("dual averaging", () => {
	test("finds the step size whose acceptance is the target, through noise", () => {
		// Acceptance erfc-like in the step: a = 1 / (1 + step^4), so a = 0.7 at (3/7)^(1/4).
		const random = createRandom("noise");
		for (const guess of [0.001, 0.8, 30]) {
			const averaging = new DualAveraging(0.7, guess);
			for (let i = 0; i < 2000; i++) {
				const mean = 1 / (1 + averaging.trial ** 4);
				averaging.update(
					Math.min(1, Math.max(0, mean + 0.05 * random.normal())),
				);
			}
			expect(
				Math.abs(Math.log(averaging.tuned / (3 / 7) ** 0.25)),
			).toBeLessThan(0.05);
		}
	});

	test("the first updates are those of the paper", () => {
		const averaging = new DualAveraging(0.8, 1);
		averaging.update(0.5);
		// Hbar = 0.3 / 11, log e = log 10 - Hbar / 0.05; ebar_1 = e_1.
		const first = Math.log(10) - 0.3 / 11 / 0.05;
		expect(Math.log(averaging.trial)).toBeCloseTo(first, 12);
		expect(Math.log(averaging.tuned)).toBeCloseTo(first, 12);
		averaging.update(1);
		const deficit = (1 - 1 / 12) * (0.3 / 11) - 0.2 / 12;
		const second = Math.log(10) - (Math.SQRT2 / 0.05) * deficit;
		expect(Math.log(averaging.trial)).toBeCloseTo(second, 12);
		expect(Math.log(averaging.tuned)).toBeCloseTo(
			2 ** -0.75 * second + (1 - 2 ** -0.75) * first,
			12,
		);
	});

	test("a diverged trajectory shortens the step", () => {
		const averaging = new DualAveraging(0.7, 1, 1);
		averaging.update(Number.NaN);
		expect(averaging.trial).toBeLessThan(1);
	});
});

describe("pooled autocorrelation time", () => {
	test.each([0, 0.5, 0.9, -0.4])("AR(1) with c = %d", (c) => {
		const chains = 64;
		const n = 800;
		const series = autoregressive(chains, n, c, () => null);
		const { tau, resolved, variance } = pooledTau(series, chains, 0);
		const exact = 0.5 + c / (1 - c);
		// Relative error sqrt(2 (2 W + 1) / N), Wolff hep-lat/0306017; W is at most 5 tau + 1.
		const error = exact * Math.sqrt((2 * (10 * exact + 3)) / (chains * n));
		// The window of 5 tau cuts off exp(-5) of the sum, the window of one entry (c < 0) c^2.
		const cut = c < 0 ? (c * c) / (1 - c) : exact * Math.exp(-5);
		expect(resolved).toBe(true);
		expect(Math.abs(tau - exact)).toBeLessThan(4 * error + cut);
		expect(Math.abs(variance - 1)).toBeLessThan(
			4 * Math.sqrt((4 * exact) / (chains * n)) + 4 / Math.sqrt(chains * n),
		);
	});

	test("long series go through bins and give the same answer", () => {
		const series = autoregressive(4, 20_000, 0.8, () => null);
		const { tau } = pooledTau(series, 4, 0);
		const exact = 0.5 + 0.8 / 0.2;
		expect(Math.abs(tau - exact)).toBeLessThan(
			4 * exact * Math.sqrt((2 * (10 * exact + 40)) / 80_000) +
				exact * Math.exp(-5),
		);
	});

	test("a short series is not resolved, and continued by its decay", () => {
		const c = Math.exp(-1 / 60);
		const series = autoregressive(256, 100, c, () => null);
		const { tau, resolved } = pooledTau(series, 256, 0);
		expect(resolved).toBe(false);
		const exact = 0.5 + c / (1 - c);
		// 256 chains of 100 entries are 25600 / (2 tau) = 213 independent numbers.
		expect(Math.abs(Math.log(tau / exact))).toBeLessThan(
			4 * Math.sqrt(2 / 213),
		);
	});

	test("series that do not move are not resolved or have no error", () => {
		const frozen = Float64Array.from({ length: 80 }, (_, i) =>
			Math.floor(i / 10) % 2 === 0 ? 1 : -1,
		);
		expect(pooledTau(frozen, 8, 0).resolved).toBe(false);
		expect(pooledTau(new Float64Array(80), 8).variance).toBe(0);
	});
});

describe("trajectory length", () => {
	test("is the vertex of an exact parabola", () => {
		const costs = new Map(
			[1, 1.5, 2.25, 3.4, 5].map((length) => [
				length,
				100 * Math.exp(0.7 * Math.log(length / 2.6) ** 2),
			]),
		);
		expect(bestLength(costs)).toBeCloseTo(2.6, 10);
	});

	test("is the best candidate where no parabola opens upwards inside", () => {
		const costs = new Map([
			[1, 4],
			[2, 3],
			[4, 2],
			[8, 1],
			[16, Number.POSITIVE_INFINITY],
		]);
		expect(bestLength(costs)).toBeCloseTo(8, 12);
		expect(bestLength(new Map())).toBeNull();
	});
});

/** Of one real number per site: M and S after each trajectory. */
function judge(
	total: Float64Array,
	action: Float64Array,
	chains: number,
	wells: boolean,
	even: boolean,
) {
	const m = { name: "m", centred: even, sum: () => 0 };
	const followed = followedOf([m], { totals: [total], action });
	return judgeStationarity(followed, chains, wells);
}

describe("thermalisation", () => {
	const chains = 32;
	const noise = (n: number, seed: string) =>
		autoregressive(chains, n, 0.3, () => null, seed);

	test("stationary chains pass", () => {
		const total = autoregressive(chains, 400, 0.8, () => null);
		const verdict = judge(total, noise(400, "S"), chains, true, true);
		expect(verdict).toMatchObject({ stationary: true, reason: "" });
	});

	test("chains that remember their well do not", () => {
		const stuck = noise(400, "m").map(
			(value, i) => value + (Math.floor(i / 400) % 2 === 0 ? 5 : -5),
		);
		const verdict = judge(stuck, noise(400, "S"), chains, true, true);
		expect(verdict.stationary).toBe(false);
		expect(verdict.reason).toMatch(/^m:/);
	});

	test("a slow relaxation does not pass before it is over", () => {
		const total = autoregressive(chains, 400, 0.995, (chain) =>
			chain % 2 === 0 ? 8 : -8,
		);
		const verdict = judge(total, noise(400, "S"), chains, true, true);
		expect(verdict.stationary).toBe(false);
	});

	test("a drift of the action does not pass", () => {
		const drifting = noise(400, "S").map(
			(value, i) => value + 3 * Math.exp(-(i % 400) / 150),
		);
		const verdict = judge(noise(400, "m"), drifting, chains, true, true);
		expect(verdict.stationary).toBe(false);
		expect(verdict.reason).toMatch(/^S/);
	});

	test("a frozen chain does not pass", () => {
		const verdict = judge(
			new Float64Array(64),
			new Float64Array(64),
			1,
			false,
			true,
		);
		expect(verdict.stationary).toBe(false);
	});

	test("is asked at growing intervals", () => {
		let n = 0;
		const asked = Array.from({ length: 4 }, () => {
			n = nextCheck(n);
			return n;
		});
		expect(asked).toEqual([64, 96, 144, 216]);
	});
});
