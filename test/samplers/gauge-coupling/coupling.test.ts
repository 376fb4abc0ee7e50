/** The coupling flow of links: its density, its symmetries, and its kernels against its ops. */
import { afterAll, describe, expect, test } from "vitest";
import { u1 } from "../../../actions/gauge/u1.js";
import { transformationsOf } from "../../../actions/verify/symmetries.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import type { FlowEngine } from "../../../samplers/flow/engine.js";
import { composedEngine } from "../../../samplers/flow/reference/engine.js";
import { fusedEngine } from "../../../samplers/flow/simd/engine.js";
import type { CircleTransform } from "../../../samplers/gauge-coupling/config.js";
import { gaugeCouplingFlow } from "../../../samplers/gauge-coupling/coupling.js";
import { openTestBackend } from "../../support/backend.js";

await openTestBackend();
const opened: FlowEngine[] = [];
afterAll(() => {
	for (const engine of opened) engine.dispose();
});
const open = (engine: FlowEngine): FlowEngine => {
	opened.push(engine);
	return engine;
};

const beta = 1.5;
const stream = createRandom("links");
const ncp: CircleTransform = { kind: "ncp", components: 3 };
const spline: CircleTransform = { kind: "spline", bins: 4 };

/** A flow far from its start, in which every kind of layer occurs. */
function example(
	transform: CircleTransform,
	shape = [4, 4],
	hidden = [3],
	layers = 8,
) {
	const lattice = createLattice(shape);
	const flow = gaugeCouplingFlow(lattice, {
		layers,
		hidden,
		kernel: 3,
		transform,
		beta,
	});
	const random = createRandom("parameters");
	const start = flow.initialise(createRandom("start"));
	const parameters = start.map((value) => value + 0.1 * random.normal());
	const action = u1.create(lattice, { beta });
	const fused = open(fusedEngine(flow, action, 1));
	const composed = open(composedEngine(flow, action));
	return { flow, lattice, start, parameters, action, fused, composed };
}

function wrap(angle: number): number {
	return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}

function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
	return Math.max(...Array.from(a, (value, i) => Math.abs(wrap(value - b[i]))));
}

/** log |det| by elimination with pivots. */
function logDeterminant(matrix: number[][]): number {
	let sum = 0;
	for (let k = 0; k < matrix.length; k++) {
		let top = k;
		for (let i = k + 1; i < matrix.length; i++)
			if (Math.abs(matrix[i][k]) > Math.abs(matrix[top][k])) top = i;
		[matrix[k], matrix[top]] = [matrix[top], matrix[k]];
		sum += Math.log(Math.abs(matrix[k][k]));
		for (let i = k + 1; i < matrix.length; i++) {
			const factor = matrix[i][k] / matrix[k][k];
			for (let j = k; j < matrix.length; j++)
				matrix[i][j] -= factor * matrix[k][j];
		}
	}
	return sum;
}

describe.each([
	["ncp", ncp],
	["spline", spline],
] as const)("%s", (_label, transform) => {
	const { flow, action, start, parameters, fused, composed } =
		example(transform);
	const { size } = action.space;

	test("kernels and ops agree in links, log q, S and both gradients", async () => {
		const a = await fused.sample(parameters, stream, 0, 11);
		const b = await composed.sample(parameters, stream, 0, 11);
		expect(worst(a.fields, b.fields)).toBeLessThan(2e-4);
		expect(worst(a.logDensity, b.logDensity)).toBeLessThan(1e-3);
		expect(worst(a.action, b.action)).toBeLessThan(1e-3);
		for (const estimator of ["total", "path"] as const) {
			const call = { estimator };
			const ours = await fused.gradient(parameters, stream, 0, 11, call);
			const theirs = await composed.gradient(parameters, stream, 0, 11, call);
			const norm = Math.hypot(...theirs.gradient);
			const off = ours.gradient.map((value, i) => value - theirs.gradient[i]);
			expect(Math.hypot(...off) / norm).toBeLessThan(2e-3);
			expect(norm).toBeGreaterThan(0.1);
		}
	});

	test("the inverse takes links back, with the same log q", async () => {
		const { fields, logDensity } = await fused.sample(parameters, stream, 0, 9);
		for (const engine of [fused, composed]) {
			const back = await engine.density(parameters, fields);
			expect(worst(back.logDensity, logDensity)).toBeLessThan(2e-3);
			const again = await fused.sample(parameters, stream, 0, 9, {
				latent: back.latent,
			});
			expect(worst(again.fields, fields)).toBeLessThan(1e-3);
		}
	});

	test("log q is minus the logarithm of the determinant in all links", async () => {
		const latent = new Float32Array(size);
		const random = createRandom("base");
		for (let i = 0; i < size; i++) latent[i] = 6 * random.uniform() - 3;
		const h = 4e-3;
		const moved = new Float32Array(4 * size * size);
		// Central differences of fourth order, all in one call.
		const steps = [-2, -1, 1, 2];
		for (let i = 0; i < size; i++)
			for (const [k, step] of steps.entries()) {
				const row = (4 * i + k) * size;
				moved.set(latent, row);
				moved[row + i] = latent[i] + step * h;
			}
		const { fields } = await fused.sample(parameters, stream, 0, 4 * size, {
			latent: moved,
		});
		const jacobian = Array.from({ length: size }, (_, i) =>
			Array.from({ length: size }, (_unused, j) => {
				const at = (k: number) => fields[(4 * i + k) * size + j];
				const width = (k: number, l: number) =>
					moved[(4 * i + k) * size + i] - moved[(4 * i + l) * size + i];
				const near = wrap(at(2) - at(1)) / width(2, 1);
				const far = wrap(at(3) - at(0)) / width(3, 0);
				return (4 * near - far) / 3;
			}),
		);
		const { logDensity } = await fused.sample(parameters, stream, 0, 1, {
			latent,
		});
		expect(Math.abs(logDensity[0])).toBeGreaterThan(0.3);
		expect(Math.abs(logDensity[0] + logDeterminant(jacobian))).toBeLessThan(
			0.02,
		);
	});

	test("the gradient of the loss is that of finite differences", async () => {
		const random = createRandom("direction");
		const direction = parameters.map(() => random.normal());
		const loss = async (length: number) => {
			const at = parameters.map((value, i) => value + length * direction[i]);
			return (await fused.gradient(at, stream, 0, 64)).loss;
		};
		const h = 2e-4;
		const slope =
			(8 * ((await loss(h)) - (await loss(-h))) -
				((await loss(2 * h)) - (await loss(-2 * h)))) /
			(12 * h);
		const { gradient } = await fused.gradient(parameters, stream, 0, 64);
		let along = 0;
		for (const [i, value] of gradient.entries()) along += value * direction[i];
		expect(Math.abs(slope - along) / Math.abs(along)).toBeLessThan(0.01);
	});

	test("log q is gauge invariant, and invariant under four steps along either direction", async () => {
		const wide = example(transform, [8, 4]);
		const reals = wide.action.space.size;
		const { fields } = await wide.fused.sample(wide.parameters, stream, 0, 4);
		const before = (await wide.fused.density(wide.parameters, fields))
			.logDensity;
		const random = createRandom("gauge");
		const [gauge] = transformationsOf("gauge", wide.action.space, random);
		const [step] = transformationsOf("translation", wide.action.space, random);
		const after = async (apply: (links: Float64Array) => Float64Array) => {
			const out = new Float32Array(fields.length);
			for (let from = 0; from < fields.length; from += reals)
				out.set(
					apply(Float64Array.from(fields.subarray(from, from + reals))),
					from,
				);
			return (await wide.fused.density(wide.parameters, out)).logDensity;
		};
		const change = async (apply: (links: Float64Array) => Float64Array) =>
			worst(await after(apply), before);
		expect(await change((links) => gauge.apply(links))).toBeLessThan(2e-3);
		const steps = (n: number) => (links: Float64Array) =>
			Array.from({ length: n }).reduce<Float64Array>(
				(moved) => step.apply(moved),
				links,
			);
		expect(await change(steps(4))).toBeLessThan(2e-3);
		expect(await change(steps(1))).toBeGreaterThan(0.05);
	});

	test("one thread and two give the same bits", async () => {
		const two = open(fusedEngine(flow, action, 2));
		const a = await fused.gradient(parameters, stream, 0, 50);
		const b = await two.gradient(parameters, stream, 0, 50);
		expect(b.gradient).toEqual(a.gradient);
	});

	test("the first layers are near the Haar measure; a spline starts there exactly", async () => {
		const { logDensity } = await fused.sample(start, stream, 0, 100);
		const largest = Math.max(...logDensity.map(Math.abs));
		if (transform.kind === "spline") expect(largest).toBeLessThan(1e-4);
		else expect(largest).toBeLessThan(2);
	});
});
