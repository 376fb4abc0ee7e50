/**
 * Golden values that the Python package is held to (python/tests/golden.json). They are computed here, so
 * a change of an action or a flow shows on this side first. UPDATE_GOLDEN=1 writes them.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Action } from "../../actions/action.js";
import { float64Action } from "../../actions/float64-action.js";
import * as actions from "../../actions/registry.js";
import { createLattice } from "../../core/lattice.js";
import { createRandom, fillNormal } from "../../core/random.js";
import { equivariantCnfFlow } from "../../samplers/continuous/flow.js";
import { cnfOptions } from "../../samplers/continuous/options.js";
import type { CouplingConfig } from "../../samplers/coupling/config.js";
import { couplingFlow } from "../../samplers/coupling/coupling.js";
import type { Flow } from "../../samplers/flow/flow.js";
import * as tf from "../../tensor/tf.js";
import { openTestBackend } from "../support/backend.js";

await openTestBackend();
const path = new URL("../../../python/tests/golden.json", import.meta.url);

interface Golden {
	readonly actions: readonly {
		readonly action: unknown;
		readonly fields: readonly number[];
		readonly values: readonly number[];
	}[];
	readonly flows: readonly {
		readonly label: string;
		readonly about: unknown;
		readonly arrays: Readonly<Record<string, unknown>>;
		readonly latent: readonly number[];
		readonly fields: readonly number[];
		readonly logq: readonly number[];
	}[];
}

const normals = (label: string, count: number): number[] =>
	// Few digits, which float32 and JSON keep.
	Array.from(
		fillNormal(createRandom(label), new Float64Array(count)),
		(value) => Math.round(value * 1024) / 1024,
	);

function actionCase(action: Action): Golden["actions"][number] {
	const { space, name, family, parameters, structure } = action;
	const { lattice, per, manifold, components, shape, size } = space;
	const exact = float64Action(action);
	if (exact === undefined) throw new Error(`${name} states no structure`);
	const fields = normals(name, 3 * size);
	if (manifold === "sphere")
		for (let at = 0; at < fields.length; at += components) {
			const unit = fields.slice(at, at + components);
			const length = Math.hypot(...unit);
			unit.forEach((value, i) => {
				fields[at + i] = value / length;
			});
		}
	return {
		action: {
			name,
			family,
			shape: lattice.shape,
			parameters,
			domain: { per, manifold, components, shape },
			structure,
		},
		fields,
		values: [0, 1, 2].map(
			(i) => exact(fields.slice(i * size, (i + 1) * size)).value,
		),
	};
}

const base: CouplingConfig = {
	layers: 3,
	conditioner: "convolutional",
	hidden: [3],
	kernel: 3,
	transform: { kind: "affine" },
	prior: { kind: "freeField", mass2: 0.7, trainable: true, kinetic: 1 },
	rescale: false,
};
const spline = { kind: "spline", bins: 4, bound: 3 } as const;
const configs: Readonly<Record<string, readonly [number[], CouplingConfig]>> = {
	realnvp: [[4, 2], base],
	"pointwise map": [[4, 2], { ...base, pointwise: true, rescale: true }],
	"dense on a normal prior": [
		[2, 4],
		{
			...base,
			conditioner: "dense",
			hidden: [4, 3],
			prior: { kind: "normal" },
			rescale: true,
		},
	],
	"odd spline": [[4, 4], { ...base, transform: { ...spline, odd: true } }],
	"spline in three dimensions": [
		[2, 2, 2],
		{
			...base,
			transform: { ...spline, odd: false },
			prior: { kind: "freeField", mass2: 1.1, trainable: false, kinetic: 0.5 },
		},
	],
};

const continuous = cnfOptions.parse({
	frequencies: 4,
	bonds: 3,
	timeModes: 2,
	timeBonds: 3,
	steps: 12,
});
const flows: Readonly<Record<string, () => Flow>> = {
	...Object.fromEntries(
		Object.entries(configs).map(([label, [shape, config]]) => [
			label,
			() => couplingFlow(createLattice(shape), config),
		]),
	),
	"continuous on a square": () =>
		equivariantCnfFlow(
			actions.phi4.create(createLattice([4, 4]), { m2: -4, lambda: 6 }),
			continuous,
		),
	"continuous on a box": () =>
		equivariantCnfFlow(
			actions.freeField.create(createLattice([2, 3, 2]), { m2: 1 }),
			continuous,
		),
};

function flowCase(label: string): Golden["flows"][number] {
	const flow = flows[label]();
	const { architecture, settings } = flow;
	if (architecture === undefined) throw new Error(`${label} is not published`);
	const parameters = Float32Array.from(
		normals(`${label}: parameters`, flow.layout.size),
		(value) => Math.round(150 * value) / 1024,
	);
	const latent = normals(`${label}: latent`, 4 * flow.lattice.sites);
	const { fields, logDensity } = flow.forward(
		tf.tensor1d(parameters),
		tf.tensor2d(latent, [4, flow.lattice.sites]),
	);
	const arrays = flow.layout.blocks.map(({ name, shape: own, offset }) => {
		const size = own.reduce((product, extent) => product * extent, 1);
		const data = Array.from(parameters.subarray(offset, offset + size));
		return [name, { shape: own, data }] as const;
	});
	return {
		label,
		about: {
			format: 1,
			kind: architecture.kind,
			shape: flow.lattice.shape,
			config: { ...architecture.config, ...settings },
		},
		arrays: Object.fromEntries(arrays),
		latent,
		fields: Array.from(fields.dataSync()),
		logq: Array.from(logDensity.dataSync()),
	};
}

function golden(): Golden {
	const { phi4, freeField, u1, spins } = actions;
	return {
		actions: [
			actionCase(phi4.create(createLattice([3, 4]), { m2: -4, lambda: 6.975 })),
			actionCase(
				phi4.create(createLattice([1, 2, 3]), { m2: 0.5, lambda: 0.25 }),
			),
			actionCase(freeField.create(createLattice([5]), { m2: 0.3 })),
			actionCase(u1.create(createLattice([3, 4]), { beta: 1.25 })),
			actionCase(spins.create(createLattice([3, 2]), { n: 3, beta: 0.75 })),
			actionCase(spins.create(createLattice([3, 2]), { n: 2, beta: 1.5 })),
		],
		flows: Object.keys(flows).map(flowCase),
	};
}

test("the stored values are those of today's actions and flows", () => {
	const now = golden();
	if (process.env.UPDATE_GOLDEN !== undefined)
		writeFileSync(path, `${JSON.stringify(now)}\n`);
	const stored = JSON.parse(readFileSync(path, "utf8")) as Golden;
	expect(stored.actions.map(({ action }) => action)).toEqual(
		JSON.parse(JSON.stringify(now.actions.map(({ action }) => action))),
	);
	expect(stored.flows.length).toBe(now.flows.length);
	now.actions.forEach(({ values, fields }, i) => {
		expect(stored.actions[i].fields).toEqual(fields);
		values.forEach((value, k) => {
			expect(stored.actions[i].values[k]).toBeCloseTo(value, 10);
		});
	});
	now.flows.forEach(({ label, about, latent, fields, logq }, i) => {
		const other = stored.flows[i];
		expect([other.label, other.about, other.latent]).toEqual([
			label,
			JSON.parse(JSON.stringify(about)),
			latent,
		]);
		fields.forEach((value, k) => {
			expect(Math.abs(other.fields[k] - value)).toBeLessThan(2e-5);
		});
		logq.forEach((value, k) => {
			expect(Math.abs(other.logq[k] - value)).toBeLessThan(2e-4);
		});
	});
});
