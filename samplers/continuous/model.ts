/**
 * The equivariant continuous flow of Gerdes et al., arXiv:2207.00283, as numbers: the shapes of the
 * parameters, their start, and their meaning.
 *
 *   d phi_x / dt = sum_y sum_f W^f_{x-y}(t) g_f(phi_y),     g_f = sum_a B_fa h_a / A,
 *   h = (sin w_1 phi, ..., sin w_{A-1} phi, phi),
 *   W^f_z(t) = sum_k w[orbit(z), f, k] sum_m C_km K_m(t) / (2M + 1),
 *   K(t) = (sin 2 pi t, ..., sin 2 pi M t, cos 2 pi t, ..., cos 2 pi M t, 1),
 *   log q(phi(1)) = log q_0(phi(0)) - int dt sum_x sum_f W^f_0(t) g_f'(phi_x).
 *
 * All h are odd and the kernel is constant on orbits, so the flow commutes with translations, the
 * hypercubic group and the change of sign. At the start w = 0, so the flow is the prior: a free
 * field with S_0 = sum_k (kinetic k^2 + M^2) |phi_k|^2 / V and a trainable mass.
 */
import { element } from "../../core/elements.js";
import type { Lattice } from "../../core/lattice.js";
import type { Random } from "../../core/random.js";
import type { ParameterLayout } from "../flow/flow.js";
import { latticeMomenta, type Orbits, orbitsOf } from "./orbit.js";

export interface CnfConfig {
	/** A: number of features, including the linear one. */
	readonly frequencies: number;
	/** F: channels g_f. */
	readonly bonds: number;
	/** M: Fourier modes of time. */
	readonly timeModes: number;
	/** Length of the index k. */
	readonly timeBonds: number;
	/** Coefficient of the kinetic term in the prior. It is that of the action. */
	readonly kinetic: number;
	/** Initial M^2 of the prior. */
	readonly mass2: number;
}

/** Views of the blocks of one parameter vector. */
export interface CnfBlocks<A> {
	readonly frequencies: A;
	readonly bonds: A;
	readonly timeBonds: A;
	readonly kernel: A;
	readonly logMass2: A;
}

export interface CnfModel {
	readonly config: CnfConfig;
	readonly lattice: Lattice;
	readonly orbits: Orbits;
	/** k^2 of each orbit of momenta. */
	readonly momenta: Float64Array;
	/** 2M + 1. */
	readonly times: number;
	readonly layout: ParameterLayout;
}

export function cnfModel(config: CnfConfig, lattice: Lattice): CnfModel {
	const orbits = orbitsOf(lattice);
	const times = 2 * config.timeModes + 1;
	const shapes: readonly (readonly [string, readonly number[]])[] = [
		["frequencies", [config.frequencies - 1]],
		["bonds", [config.bonds, config.frequencies]],
		["timeBonds", [config.timeBonds, times]],
		["kernel", [orbits.count, config.bonds, config.timeBonds]],
		["logMass2", [1]],
	];
	let size = 0;
	const blocks = shapes.map(([name, shape]) => {
		const offset = size;
		size += shape.reduce((product, extent) => product * extent, 1);
		return { name, shape, offset };
	});
	return {
		config,
		lattice,
		orbits,
		momenta: latticeMomenta(lattice, orbits),
		times,
		layout: { size, blocks },
	};
}

export function blocksOf<A extends Float32Array | Float64Array>(
	model: CnfModel,
	vector: A,
): CnfBlocks<A> {
	const view = (index: number): A => {
		const start = element(model.layout.blocks, index).offset;
		const end = model.layout.blocks[index + 1]?.offset ?? model.layout.size;
		return vector.subarray(start, end) as A;
	};
	return {
		frequencies: view(0),
		bonds: view(1),
		timeBonds: view(2),
		kernel: view(3),
		logMass2: view(4),
	};
}

/** w ~ U(0, 5), B and C orthogonal, the kernel zero. */
export function initialiseCnf(model: CnfModel, random: Random): Float32Array {
	const { config } = model;
	const parameters = new Float32Array(model.layout.size);
	const blocks = blocksOf(model, parameters);
	const uniform = random.fork("frequencies");
	for (let a = 0; a < blocks.frequencies.length; a++)
		blocks.frequencies[a] = 5 * uniform.uniform();
	blocks.bonds.set(
		orthogonal(random.fork("bonds"), config.bonds, config.frequencies),
	);
	blocks.timeBonds.set(
		orthogonal(random.fork("timeBonds"), config.timeBonds, model.times),
	);
	blocks.logMass2[0] = Math.log(config.mass2);
	return parameters;
}

/** K_m(t) at t = 0, 1/(2n), ..., 1: [2n + 1, 2M + 1]. */
export function timeBasis(modes: number, steps: number): Float64Array {
	const width = 2 * modes + 1;
	const basis = new Float64Array((2 * steps + 1) * width);
	for (let time = 0; time <= 2 * steps; time++) {
		const row = basis.subarray(time * width, (time + 1) * width);
		for (let n = 1; n <= modes; n++) {
			// The angle is reduced modulo 2 pi in integers, so t = 0 and t = 1 agree to the last bit.
			const angle = (Math.PI * ((n * time) % (2 * steps))) / steps;
			row[n - 1] = Math.sin(angle);
			row[modes + n - 1] = Math.cos(angle);
		}
		row[2 * modes] = 1;
	}
	return basis;
}

/** sigma_k = (2 (kinetic k^2 + M^2))^{-1/2} of each orbit of momenta. */
export function priorScales(model: CnfModel, logMass2: number): Float64Array {
	const mass2 = Math.exp(logMass2);
	return model.momenta.map(
		(k2) => 1 / Math.sqrt(2 * (model.config.kinetic * k2 + mass2)),
	);
}

/** Orthonormal rows (columns if there are more rows), by Gram-Schmidt on normals. */
function orthogonal(random: Random, rows: number, columns: number) {
	const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
	const vectors: Float64Array[] = [];
	while (vectors.length < count) {
		const vector = Float64Array.from({ length }, () => random.normal());
		// Done twice, for orthogonality to rounding.
		for (const other of [...vectors, ...vectors]) {
			const overlap = dot(vector, other);
			for (const [i, value] of other.entries())
				vector[i] = element(vector, i) - overlap * value;
		}
		const norm = Math.sqrt(dot(vector, vector));
		vectors.push(vector.map((value) => value / norm));
	}
	const matrix = new Float64Array(rows * columns);
	for (const [i, vector] of vectors.entries())
		for (const [j, value] of vector.entries())
			matrix[rows <= columns ? i * columns + j : j * columns + i] = value;
	return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
	return a.reduce((sum, value, i) => sum + value * element(b, i), 0);
}
