/** What every flow must do, whatever its architecture: each test file of a flow calls this with its own. */
import { expect, test } from "vitest";
import { type Action, polynomialOf } from "../../../actions/action.js";
import { shifted } from "../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import type {
	Flow,
	FusedFactory,
	FusedFlow,
} from "../../../samplers/flow/flow.js";
import { latentNormals } from "../../../samplers/flow/latent.js";
import { composedEngine } from "../../../samplers/flow/reference/engine.js";
import * as tf from "../../../tensor/tf.js";
import { openTestBackend } from "../../support/backend.js";
import { densityBy, gradientBy, sampleBy } from "./kernel-calls.js";

await openTestBackend();

export interface FlowCase {
	readonly label: string;
	readonly flow: Flow;
	readonly action: Action;
	/** Size of the random change of the parameters away from the start. */
	readonly spread: number;
	/** Whether q is invariant under translations that keep the colours; so if absent. */
	readonly homogeneous?: boolean;
	/** Whether q(phi) = q(-phi). */
	readonly even: boolean;
	/** Whether the start is the identity. */
	readonly identity: boolean;
}

const stream = createRandom("contract");
const batch = 13;

export function flowContract(flowCase: FlowCase): void {
	startContract(flowCase);
	inverseContract(flowCase);
	parityContract(flowCase);
	jacobianContract(flowCase);
	kernelContract(flowCase);
}

/** A flow away from its start, and latent numbers for it. */
function given({ flow, action, spread }: FlowCase) {
	const { sites } = flow.lattice;
	const start = flow.initialise(createRandom("start"));
	const parameters = perturbed(start, spread);
	const latent = new Float32Array(batch * sites);
	latentNormals(stream.key, 0, batch, sites, latent);
	const fused = openFused(flow, action);
	return { sites, start, parameters, latent, fused };
}

function startContract(flowCase: FlowCase): void {
	const { flow, action, label } = flowCase;
	const { start, latent } = given(flowCase);

	test(`${label}: starts as the identity, or its prior`, async () => {
		const engine = composedEngine(flow, action);
		const draw = await engine.sample(start, stream, 0, batch);
		if (flowCase.identity) {
			draw.fields.forEach((value, i) => {
				expect(value).toBeCloseTo(latent[i], 5);
			});
		}
		expect(draw.logDensity.every(Number.isFinite)).toBe(true);
	});
}

/** On the backend that is in force, and by the kernel. */
export function inverseContract(flowCase: FlowCase): void {
	const { flow, action, label } = flowCase;
	const { sites, parameters, latent, fused } = given(flowCase);

	test(`${label}: the inverse takes fields back, with the same log q, composed and fused`, async () => {
		const composed = composedEngine(flow, action);
		const draw = await composed.sample(parameters, stream, 0, batch);
		const back = await composed.density(parameters, draw.fields);
		const kernel = await fused;
		const out = sampleBy(kernel, parameters, latent, sites);
		const again = densityBy(kernel, parameters, out.fields, sites);
		expectClose(back.latent, latent, 3e-4);
		expectClose(again.latent, latent, 3e-4);
		expectClose(back.logDensity, draw.logDensity, 1e-3);
		expectClose(again.logDensity, out.logDensity, 1e-3);
	});
}

/** The ops on the backend that is in force against the kernel. */
export function parityContract(
	flowCase: FlowCase,
	estimators: readonly ("total" | "path")[] = ["total", "path"],
): void {
	const { flow, action, label } = flowCase;
	const { sites, parameters, latent, fused } = given(flowCase);
	const composed = composedEngine(flow, action);

	test(`${label}: fused and composed agree in fields, log q, S and gradients`, async () => {
		const kernel = await fused;
		const out = sampleBy(kernel, parameters, latent, sites);
		const draw = await composed.sample(parameters, stream, 0, batch);
		expectClose(out.fields, draw.fields, 1e-4);
		expectClose(out.logDensity, draw.logDensity, 1e-3);
		expectClose(out.action, draw.action, 2e-3);
		for (const estimator of estimators) {
			const call = { estimator };
			const ours = gradientBy(kernel, parameters, latent, sites, call);
			const { gradient } = ours;
			const expected = await composed.gradient(
				parameters,
				stream,
				0,
				batch,
				call,
			);
			expectClose(ours.logDensity, out.logDensity, 1e-12);
			expectClose(ours.action, out.action, 1e-12);
			const size = Math.sqrt(
				expected.gradient.reduce((sum, g) => sum + g * g, 0),
			);
			expectClose(
				gradient.map((g) => g / batch / size),
				expected.gradient.map((g) => g / size),
				1e-4,
			);
		}
	});
}

/** The formula of log q, by the ops. */
function jacobianContract(flowCase: FlowCase): void {
	const { flow, label } = flowCase;
	const { sites, parameters, latent } = given(flowCase);

	test(`${label}: log q is that of the Jacobian`, async () => {
		const parameterTensor = tf.tensor1d(parameters);
		for (const sample of [5]) {
			const point = tf.tensor2d(
				latent.slice(sample * sites, (sample + 1) * sites),
				[1, sites],
			);
			const jacobian: number[][] = [];
			for (let site = 0; site < sites; site++) {
				const row = tf.grad((z) =>
					tf.sum(
						tf.slice(
							flow.forward(parameterTensor, z as tf.Tensor2D).fields,
							[0, site],
							[1, 1],
						),
					),
				)(point);
				jacobian.push([...(await row.data())]);
			}
			const { logDensity } = flow.forward(parameterTensor, point);
			const normal = latent
				.subarray(sample * sites, (sample + 1) * sites)
				.reduce((sum, z) => sum - 0.5 * z * z - 0.5 * Math.log(2 * Math.PI), 0);
			expect((await logDensity.data())[0]).toBeCloseTo(
				normal - logDeterminant(jacobian),
				3,
			);
		}
	});
}

/** The kernel by itself. */
function kernelContract(flowCase: FlowCase): void {
	const { flow, label } = flowCase;
	const { sites, parameters, latent, fused } = given(flowCase);

	test(`${label}: the gradient is the slope of the loss`, async () => {
		const kernel = await fused;
		const { gradient } = gradientBy(kernel, parameters, latent, sites);
		const size = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
		const loss = (step: number) => {
			const moved = parameters.map((p, i) => p + (step * gradient[i]) / size);
			const out = sampleBy(kernel, moved, latent, sites);
			return out.logDensity.reduce((sum, q, i) => sum + q + out.action[i], 0);
		};
		const step = 2 ** -8;
		const slope = (loss(step) - loss(-step)) / (2 * step);
		expect(Math.abs(slope / size - 1)).toBeLessThan(0.01);
	});

	test(`${label}: a sample does not depend on its batch`, async () => {
		const kernel = await fused;
		const many = sampleBy(kernel, parameters, latent, sites);
		for (const sample of [0, 9, 12]) {
			const from = sample * sites;
			const own = latent.subarray(from, from + sites);
			const one = sampleBy(kernel, parameters, own, sites, { first: sample });
			expect(one.fields).toEqual(many.fields.slice(from, from + sites));
			expect(one.logDensity[0]).toBe(many.logDensity[sample]);
			expect(one.action[0]).toBe(many.action[sample]);
		}
	});

	const { shape } = flow.lattice;
	const homogeneous = flowCase.homogeneous ?? true;
	if (homogeneous && shape.every((extent) => extent % 2 === 0)) {
		test(`${label}: q does not change under translations that keep the colours`, async () => {
			const kernel = await fused;
			const fields = fillNormal(
				createRandom("translate"),
				new Float32Array(2 * sites),
			);
			const moved = fields.slice();
			// One step in the first two directions, two steps if there is only one.
			const { lattice } = flow;
			for (let site = 0; site < sites; site++) {
				const first = shifted(lattice, site, 0, shape.length > 1 ? 1 : 2);
				const to = shape.length > 1 ? shifted(lattice, first, 1, 1) : first;
				moved[to] = fields[site];
				moved[sites + to] = fields[sites + site];
			}
			const here = densityBy(kernel, parameters, fields, sites);
			const there = densityBy(kernel, parameters, moved, sites);
			expectClose(there.logDensity, here.logDensity, 1e-4);
		});
	}

	if (flowCase.even) {
		test(`${label}: q(phi) = q(-phi)`, async () => {
			const kernel = await fused;
			const fields = fillNormal(
				createRandom("even"),
				new Float32Array(4 * sites),
			);
			const here = densityBy(kernel, parameters, fields, sites);
			const negated = fields.map((value) => -value);
			const there = densityBy(kernel, parameters, negated, sites);
			expectClose(there.logDensity, here.logDensity, 1e-4);
			expectClose(
				there.latent.map((value) => -value),
				here.latent,
				1e-4,
			);
		});
	}
}

export async function openFused(
	flow: Flow,
	action: Action,
): Promise<FusedFlow> {
	if (flow.fused === undefined) throw new Error("no kernel to test");
	const module = (await import(flow.fused.module)) as {
		createFused: FusedFactory;
	};
	return module.createFused(
		flow.fused.config,
		flow.lattice,
		polynomialOf(action) ?? null,
	);
}

export function perturbed(start: Float32Array, spread: number): Float32Array {
	const noise = fillNormal(
		createRandom("perturb"),
		new Float64Array(start.length),
	);
	return start.map((value, i) => value + spread * noise[i]);
}

/** |a - b| <= tolerance (1 + |b|) everywhere. */
export function expectClose(
	a: ArrayLike<number>,
	b: ArrayLike<number>,
	tolerance: number,
): void {
	expect(a.length).toBe(b.length);
	let worst = 0;
	for (let i = 0; i < a.length; i++) {
		const error = Math.abs(a[i] - b[i]) / (1 + Math.abs(b[i]));
		if (!(error <= worst)) worst = error;
	}
	expect(worst).toBeLessThanOrEqual(tolerance);
}

/** log |det| by elimination with row pivots. */
function logDeterminant(matrix: readonly (readonly number[])[]): number {
	const rows = matrix.map((row) => [...row]);
	let sum = 0;
	for (let k = 0; k < rows.length; k++) {
		let pivot = k;
		for (let i = k; i < rows.length; i++)
			if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i;
		[rows[k], rows[pivot]] = [rows[pivot], rows[k]];
		sum += Math.log(Math.abs(rows[k][k]));
		for (let i = k + 1; i < rows.length; i++) {
			const factor = rows[i][k] / rows[k][k];
			for (let j = k; j < rows.length; j++) rows[i][j] -= factor * rows[k][j];
		}
	}
	return sum;
}
