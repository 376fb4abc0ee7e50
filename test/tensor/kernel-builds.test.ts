/**
 * The two builds of the kernels. They are two roundings of the same formulas: results differ in the
 * last digits and in nothing else. Every sampler's own tests run on the build that this machine takes.
 */
import { afterEach, describe, expect, test, vi } from "vitest";
import { u1 } from "../../actions/gauge/u1.js";
import { phi4 } from "../../actions/scalar/phi4.js";
import {
	fuses,
	type Instructions,
	instructionsOf,
	instructionsVariable,
} from "../../core/kernels/instructions.js";
import { loadKernel } from "../../core/kernels/load.js";
import { createLattice } from "../../core/lattice.js";
import { createRandom } from "../../core/random.js";
import { equivariantCnfFlow } from "../../samplers/continuous/flow.js";
import { cnfOptions } from "../../samplers/continuous/options.js";
import { couplingFlow } from "../../samplers/coupling/coupling.js";
import type { Flow } from "../../samplers/flow/flow.js";
import { fusedEngine } from "../../samplers/flow/simd/engine.js";
import type { CircleTransform } from "../../samplers/gauge-coupling/config.js";
import { gaugeCouplingFlow } from "../../samplers/gauge-coupling/coupling.js";
import { schedule } from "../../samplers/hmc/integrator.js";
import { prepareKernel } from "../../samplers/hmc/simd/memory.js";

const lattice = createLattice([4, 4]);
const action = phi4.create(lattice, { m2: -4, lambda: 6.975 });
const coupling = {
	layers: 4,
	conditioner: "convolutional",
	hidden: [8],
	kernel: 3,
	prior: { kind: "normal" },
	rescale: false,
} as const;
const flows: Readonly<Record<string, Flow>> = {
	realnvp: couplingFlow(lattice, {
		...coupling,
		transform: { kind: "affine" },
	}),
	"neural-spline": couplingFlow(lattice, {
		...coupling,
		transform: { kind: "spline", bins: 8, bound: 5, odd: false },
	}),
	"equivariant-cnf": equivariantCnfFlow(action, cnfOptions.parse({})),
	"gauge-coupling, projections": links({ kind: "ncp", components: 2 }),
	"gauge-coupling, splines": links({ kind: "spline", bins: 8 }),
};

function links(transform: CircleTransform): Flow {
	const { layers, hidden, kernel } = coupling;
	return gaugeCouplingFlow(lattice, {
		layers,
		hidden,
		kernel,
		transform,
		beta: 2,
	});
}

afterEach(() => vi.unstubAllEnvs());

/** Gradient and samples of the kernels in fresh threads, which read the choice when they start. */
async function results(flow: Flow, build: Instructions) {
	vi.stubEnv(instructionsVariable, build);
	const target = flow.links ? u1.create(lattice, { beta: 2 }) : action;
	const engine = fusedEngine(flow, target, 1);
	const stream = createRandom("builds");
	const parameters = flow
		.initialise(stream)
		.map((value, i) => value + 0.05 * Math.sin(i));
	try {
		const { gradient } = await engine.gradient(parameters, stream, 0, 16);
		const { fields, logDensity } = await engine.sample(
			parameters,
			stream,
			0,
			16,
		);
		return { gradient, fields, logDensity };
	} finally {
		engine.dispose();
	}
}

/** Largest difference, in units of the largest entry. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
	const largest = Math.max(...Array.from(a, Math.abs));
	return Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]))) / largest;
}

describe.skipIf(!fuses())("the build with fused multiply-add", () => {
	test.each(Object.keys(flows))("%s: float32 digits", async (name) => {
		const plain = await results(flows[name], "simd");
		const other = await results(flows[name], "relaxed-simd");
		for (const key of ["gradient", "fields", "logDensity"] as const) {
			const distance = difference(plain[key], other[key]);
			expect(distance, key).toBeLessThan(3e-5);
			// The same bits would mean that one build ran twice.
			expect(distance, key).toBeGreaterThan(0);
		}
	});

	test("leapfrog in float64: digits of float64", () => {
		const [plain, other] = (["simd", "relaxed-simd"] as const).map((build) => {
			const { exports: kernel, heap } = loadKernel(
				"samplers/hmc/simd/float64",
				build,
			);
			const { field } = prepareKernel(kernel, heap, {
				shape: [4, 4],
				precision: "float64",
				kinetic: 1,
				potential: [0, 0, -4, 0, 6.975],
				key: [1, 2],
			});
			field.view.set(field.view.map((_, x) => 0.3 * Math.sin(1.7 * x)));
			kernel.insert(0, field.address);
			kernel.refresh(0, 0);
			const { kicks, kick0, drift0, drift1, drift2 } = schedule(
				"leapfrog",
				20,
				0.05,
			);
			kernel.integrate(kicks, kick0, drift0, drift1, drift2);
			kernel.extract(0, field.address);
			return Float64Array.from(field.view);
		});
		expect(difference(plain, other)).toBeLessThan(1e-11);
		expect(difference(plain, other)).toBeGreaterThan(0);
	});
});

test("a build that does not exist is one clear message", () => {
	expect(() => instructionsOf("avx")).toThrow(
		/LATTICEBENCH_KERNELS: expected simd or relaxed-simd, not "avx"/,
	);
	expect(instructionsOf("simd")).toBe("simd");
	expect(instructionsOf("")).toBe(fuses() ? "relaxed-simd" : "simd");
});
