// Small inputs that were once called "ok" and mean nothing, one for each kind, with the right answer.
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import { rankDiagnostics } from "../../../core/statistics/chains/rank-diagnostics.js";
import { settle } from "../../../core/statistics/inference/judge.js";
import { paretoSmooth } from "../../../core/statistics/weights/pareto.js";
import {
	estimateChains,
	estimateReplicas,
} from "../../../metrics/cell/estimate-chains.js";
import { estimateWeighted } from "../../../metrics/cell/estimate-weighted.js";
import { chainConvergence } from "../../../metrics/checks/convergence.js";

const normals = (label: string, length: number): Float64Array => {
	const random = createRandom(label);
	return Float64Array.from({ length }, () => random.normal());
};

/** An estimate of one observable over chains of equal length, with diagnostics. */
function ofChains(...chains: readonly Float64Array[]) {
	const column = Float64Array.from(chains.flatMap((chain) => [...chain]));
	const series = {
		kind: "chains",
		count: column.length,
		chains: chains.length,
		columns: { o: column },
	} as const;
	return estimateChains(series, ["o"], [], []).result;
}

function ofWeights(logWeights: Float64Array, o: Float64Array) {
	const count = o.length;
	return estimateWeighted(
		{ kind: "weighted", count, chains: 1, columns: { o }, logWeights },
		["o"],
		[],
		[],
	).result;
}

describe("weights", () => {
	test("that collapsed: no estimate, no log Z, and no more draws than there are", () => {
		const five = ofWeights(
			Float64Array.of(0, 0, 0, 0, 50),
			Float64Array.of(1, 2, 3, 4, 5),
		);
		expect(five.observables.o.status).toBe("unresolved");
		expect(five.observables.logZ.status).toBe("unresolved");
		expect(five.observables.o.ess).toBeLessThanOrEqual(5);
		const logWeights = new Float64Array(1000).fill(-30);
		logWeights[0] = 0;
		const one = ofWeights(logWeights, normals("one", 1000));
		expect(one.observables.o.reason).toMatch(/^Kish ESS 1 of 1000 draws/);
		expect(one.observables.o.ess).toBeLessThanOrEqual(1000);
	});

	test.each([1, 2, 5])("of %i draws say nothing", (count) => {
		const result = ofWeights(normals("w", count), normals("o", count));
		expect(result.observables.logZ.status).toBe("unresolved");
		expect(result.observables.o.status).toBe("unresolved");
	});

	test("equal, of many draws, are believed", () => {
		const result = ofWeights(new Float64Array(200), normals("equal", 200));
		expect(result.observables.o.status).toBe("ok");
		expect(result.observables.logZ.status).toBe("ok");
	});

	test("of a correlated series are no independent draws", () => {
		// AR(1) with tauInt = 20.
		const random = createRandom("reweighted chain");
		const a = 39 / 41;
		let x = random.normal();
		const o = Float64Array.from({ length: 5000 }, () => {
			x = a * x + Math.sqrt(1 - a * a) * random.normal();
			return x;
		});
		const { reason } = ofWeights(new Float64Array(5000), o).observables.o;
		expect(reason).toMatch(/must be independent, and o has ρ = 0\.9/);
	});

	test("with a tail that cannot be fitted are not taken on trust", () => {
		// Two values: nothing between the large weights and the small ones.
		const logWeights = Float64Array.from({ length: 1000 }, (_, i) =>
			i % 100 === 0 ? 3 : 0,
		);
		expect(paretoSmooth(logWeights).k).toBeNaN();
		const { status, reason } = ofWeights(logWeights, normals("two", 1000))
			.observables.o;
		expect([status, reason]).toEqual([
			"unresolved",
			expect.stringMatching(/cannot be fitted/),
		]);
	});
});

describe("short series", () => {
	test("twelve lucky numbers", () => {
		const lucky = [
			0.3, -1.1, 0.8, -0.4, 0.5, -0.7, 0.2, 0.1, -0.3, 0.6, -0.2, 0.4,
		];
		const { status } = estimateReplicas([Float64Array.from(lucky)]).result;
		expect(status).toBe("unresolved");
	});

	test("of 8 and 20 independent numbers never pass, of 100 nearly always", () => {
		const passed = (length: number) =>
			Array.from({ length: 200 }, (_, r) => normals(`${length}/${r}`, length))
				.map((series) => estimateReplicas([series]).result.status)
				.filter((status) => status === "ok").length;
		expect([passed(8), passed(20)]).toEqual([0, 0]);
		expect(passed(100)).toBeGreaterThan(190);
	});
});

test("an oscillating series has the tauInt of its spectrum", () => {
	// x_t = 1.2 x_{t-1} - 0.8 x_{t-2} + noise; tauInt is half its spectrum at zero over its variance.
	const [a, b] = [1.2, -0.8];
	const variance = (1 - b) / ((1 + b) * ((1 - b) ** 2 - a * a));
	const exact = 1 / (2 * (1 - a - b) ** 2 * variance);
	expect(exact).toBeCloseTo(0.2778, 4);
	const seeds = 40;
	let chiSquare = 0;
	for (let seed = 0; seed < seeds; seed++) {
		const random = createRandom(`oscillating/${seed}`);
		let [x, y] = [0, 0];
		const next = () => {
			[x, y] = [a * x + b * y + random.normal(), x];
			return x;
		};
		for (let i = 0; i < 200; i++) next();
		const series = Float64Array.from({ length: 5000 }, next);
		const { result } = estimateReplicas([series]);
		expect(result.status).toBe("ok");
		expect(result.method).toBe("autoregressive fit");
		const { tauInt = 0, tauIntError = 0 } = result;
		chiSquare += ((tauInt - exact) / tauIntError) ** 2;
	}
	// Mean 1 for an honest error, and an error at most a factor of two too large.
	expect(chiSquare / seeds).toBeGreaterThan(0.2);
	expect(chiSquare / seeds).toBeLessThan(1.8);
});

describe("a run that is not stationary", () => {
	const verdict = (...chains: readonly Float64Array[]) =>
		settle(chainConvergence(ofChains(...chains), [])).stationary?.verdict;
	const steps = (label: string, later: (x: number) => number) =>
		normals(label, 4000).map((x, i) => (i < 2000 ? x : later(x)));

	test("a spread that triples half-way, a shift of half a deviation", () => {
		expect(verdict(steps("spread", (x) => 3 * x))).toBe("fail");
		expect(verdict(steps("shift", (x) => x + 0.5))).toBe("fail");
		expect(verdict(steps("sound", (x) => x))).toBe("pass");
	});

	test("streams that are not thermalised", () => {
		const streams = Array.from({ length: 4 }, (_, c) =>
			normals(`hot/${c}`, 1000).map((x, i) => x + 3 * Math.exp(-i / 100)),
		);
		expect(verdict(...streams)).toBe("fail");
	});

	test("correlation alone is no alarm: p is uniform at most", () => {
		let low = 0;
		const runs = 200;
		for (let r = 0; r < runs; r++) {
			const random = createRandom(`correlated/${r}`);
			const chains = Array.from({ length: 4 }, () => {
				let x = random.normal();
				return Float64Array.from({ length: 1000 }, () => {
					x = 0.9 * x + Math.sqrt(0.19) * random.normal();
					return x;
				});
			});
			if (rankDiagnostics(chains).stationarity < 0.05) low++;
		}
		// 10 expected at most; four standard deviations of 3.1 allow 22.
		expect(low).toBeLessThan(22);
	});
});

describe("values that rule the rest", () => {
	test("Cauchy's law has no mean", () => {
		const random = createRandom("cauchy");
		for (let r = 0; r < 5; r++) {
			const series = Float64Array.from(
				{ length: 5000 },
				() => random.normal() / random.normal(),
			);
			expect(ofChains(series).observables.o.status).toBe("unresolved");
		}
	});

	test("normal, exponential and Student laws have", () => {
		const random = createRandom("light");
		const exponential = () => -Math.log(random.uniform());
		const student = () =>
			random.normal() /
			Math.sqrt((random.normal() ** 2 + 2 * exponential()) / 3);
		for (const draw of [() => random.normal(), exponential, student]) {
			const series = Float64Array.from({ length: 5000 }, draw);
			expect(ofChains(series).observables.o.status).toBe("ok");
		}
	});

	test("one outlier", () => {
		const series = normals("outlier", 5000);
		series[77] = 1e4;
		expect(ofChains(series).observables.o.reason).toMatch(
			/one value holds 100 % of the variance/,
		);
	});

	test("a constant chain beside three good ones, and scatter of rounding", () => {
		const good = ["a", "b", "c"].map((label) => normals(label, 1000));
		const still = new Float64Array(1000).fill(0.1);
		expect(ofChains(still, ...good).observables.o.reason).toBe(
			"chain 1 of 4 never moved",
		);
		const random = createRandom("rounding");
		const rounded = Float64Array.from(
			{ length: 1000 },
			() => 1 + (random.uniform() < 0.5 ? Number.EPSILON : 0),
		);
		expect(ofChains(rounded).observables.o.status).toBe("unresolved");
	});
});
