/**
 * Equivariant continuous flow, Gerdes et al., arXiv:2207.00283. RK4 along the field of
 * samplers/continuous/simd/field.as.ts takes the latent normals of four samples to their fields,
 * with log q. The backward pass gives the exact gradient of the discrete map. Times are counted in
 * half steps, 0 ... 2n. `multipliers` and `traces` hold one table for each time.
 *
 * The prior is a free field: phi_0 = H diag(sigma_k) H z / V, where H is the Hartley transform.
 */

import { add, hartley, mul, sub } from "../../../tensor/kernels/hartley.as";
import {
	accumulate,
	field,
	fieldAdjoint,
	furthestRow,
	groups,
	line,
	mask,
	orbitOf,
	orbits,
	plan,
	resetFurthest,
	rows,
	sites,
	spanOf,
	workBytes,
} from "./field.as";

export { configureField } from "./field.as";

let steps: i32 = 0;
let multipliers: usize = 0;
let traces: usize = 0;
let multiplierGradients: usize = 0;
let traceGradients: usize = 0;
/** [orbits]: sigma_k / V, and the gradient of sigma_k with four samples each. */
let scales: usize = 0;
let scaleGradients: usize = 0;
let neighbours: usize = 0;
let directions: i32 = 0;
let kinetic: f32 = 0;
let potential: usize = 0;
let degree: i32 = 0;
/** Work space of one vector [V] each. */
let slope: usize = 0;
let sum: usize = 0;
let latentSpectrum: usize = 0;
let stages: usize = 0;
/** Transforms of the channels at every stored stage, or 0. */
let spectra: usize = 0;

export function bytesOfWork(siteCount: i32, longest: i32, groupCount: i32): i32 {
	return workBytes(siteCount, longest, groupCount) + siteCount * 16 * 3;
}

/** [V] of fields at each of the 4 n + 1 stages, for the backward pass. */
export function bytesOfStages(siteCount: i32, stepCount: i32): f64 {
	return <f64>siteCount * 16 * (4 * stepCount + 1);
}

/** After `configureField`, in the same work space. */
export function configureVectors(siteCount: i32, longest: i32, groupCount: i32, work: usize): void {
	const vectors = (<usize>siteCount) << 4;
	slope = work + workBytes(siteCount, longest, groupCount);
	sum = slope + vectors;
	latentSpectrum = sum + vectors;
}

/** Of the transforms of one stage. */
@inline function bytesOfStage(): usize {
	return <usize>(spanOf(sites) * 4 * groups);
}

/** Of transforms at every stage: more than an i32 holds on large lattices. */
export function bytesOfSpectra(siteCount: i32, groupCount: i32, stepCount: i32): f64 {
	return <f64>spanOf(siteCount) * 4 * groupCount * 4 * stepCount;
}

export function configureTime(
	stepCount: i32,
	stageAddress: usize,
	spectraAddress: usize,
	multiplierAddress: usize,
	traceAddress: usize,
	multiplierGradientAddress: usize,
	traceGradientAddress: usize,
): void {
	steps = stepCount;
	stages = stageAddress;
	spectra = spectraAddress;
	multipliers = multiplierAddress;
	traces = traceAddress;
	multiplierGradients = multiplierGradientAddress;
	traceGradients = traceGradientAddress;
	resetFurthest();
}

export function configureEnds(
	scaleAddress: usize,
	scaleGradientAddress: usize,
	neighbourAddress: usize,
	directionCount: i32,
	kineticTerm: f32,
	potentialAddress: usize,
	potentialDegree: i32,
): void {
	scales = scaleAddress;
	scaleGradients = scaleGradientAddress;
	neighbours = neighbourAddress;
	directions = directionCount;
	kinetic = kineticTerm;
	potential = potentialAddress;
	degree = potentialDegree;
}

export function furthest(): i32 {
	return furthestRow;
}

@inline function multipliersAt(time: i32): usize {
	return multipliers + ((<usize>(time * groups * orbits)) << 4);
}
@inline function tracesAt(time: i32): usize {
	return traces + ((<usize>(time * rows)) << 2);
}

/** The number of samples that count in the next blocks. */
export function setCount(count: i32): void {
	for (let s = 0; s < 4; s++) store<f32>(mask + (s << 2), s < count ? 1 : 0);
}

/** Rows [count <= 4, V] of numbers to [V] vectors. */
export function pack(from: usize, to: usize, count: i32): void {
	const row = (<usize>sites) << 2;
	for (let x: usize = 0; x < row; x += 4) {
		for (let s = 0; s < 4; s++) {
			store<f32>(to + (x << 2) + (s << 2), load<f32>(from + row * min(s, count - 1) + x));
		}
	}
}
export function unpack(from: usize, to: usize, count: i32): void {
	const row = (<usize>sites) << 2;
	for (let x: usize = 0; x < row; x += 4) {
		for (let s = 0; s < count; s++) store<f32>(to + row * s + x, load<f32>(from + (x << 2) + (s << 2)));
	}
}

/** Maps latent normals at `z` to the free field, in place. Adds sum z^2 of each sample to four float64. */
export function prior(z: usize, squares: usize): void {
	const vectors = (<usize>sites) << 4;
	for (let at = z; at < z + vectors; at += 16) {
		const value = v128.load(at);
		accumulate(squares, mul(value, value));
	}
	hartley(z, sites, plan, line);
	memory.copy(latentSpectrum, z, vectors);
	let orbit = orbitOf;
	for (let at = z; at < z + vectors; at += 16, orbit += 4) {
		v128.store(at, mul(v128.load(at), v128.load32_splat(scales + (load<u32>(orbit) >> 2))));
	}
	hartley(z, sites, plan, line);
}

/** Maps the free field at `phi` to latent normals, in place. Adds sum z^2. */
export function priorInverse(phi: usize, squares: usize): void {
	const vectors = (<usize>sites) << 4;
	hartley(phi, sites, plan, line);
	let orbit = orbitOf;
	const volume = f32x4.splat(1 / (<f32>sites * <f32>sites));
	for (let at = phi; at < phi + vectors; at += 16, orbit += 4) {
		v128.store(at, f32x4.div(mul(volume, v128.load(at)), v128.load32_splat(scales + (load<u32>(orbit) >> 2))));
	}
	hartley(phi, sites, plan, line);
	for (let at = phi; at < phi + vectors; at += 16) {
		const value = v128.load(at);
		accumulate(squares, mul(value, value));
	}
}

/** Adds d loss / d sigma_k. `lambda` is d loss / d phi_0 and is overwritten. */
export function priorAdjoint(lambda: usize): void {
	const vectors = (<usize>sites) << 4;
	hartley(lambda, sites, plan, line);
	let orbit = orbitOf;
	const inverse = f32x4.splat(1 / <f32>sites);
	for (let at: usize = 0; at < vectors; at += 16, orbit += 4) {
		const to = scaleGradients + load<u32>(orbit);
		v128.store(to, add(v128.load(to), mul(inverse, mul(v128.load(lambda + at), v128.load(latentSpectrum + at)))));
	}
}

/** to = from + factor * slope. */
@inline function advance(to: usize, from: usize, factor: f32, along: usize): void {
	const vectors = (<usize>sites) << 4;
	const f = f32x4.splat(factor);
	for (let at: usize = 0; at < vectors; at += 16) {
		v128.store(to + at, add(v128.load(from + at), mul(f, v128.load(along + at))));
	}
}

@inline function scaleBy(vector: usize, factor: f64): void {
	v128.store(vector, f64x2.mul(v128.load(vector), f64x2.splat(factor)));
	v128.store(vector, f64x2.mul(v128.load(vector, 16), f64x2.splat(factor)), 16);
}

/**
 * RK4 from the first to the last time, or back. It starts from the first [V] of `stages`. With
 * `keep` it ends in the last [V], otherwise in the first. `divergence` is work space of six float64
 * vectors. Its first four numbers receive the integral of div v along the path.
 */
export function integrate(back: bool, keep: bool, divergence: usize): void {
	const vectors = (<usize>sites) << 4;
	const h: f32 = (back ? -1 : 1) / <f32>steps;
	const outer = divergence + 32;
	const inner = divergence + 64;
	memory.fill(divergence, 0, 96);
	const width: usize = keep && spectra !== 0 ? bytesOfStage() : 0;
	let kept: usize = width === 0 ? 0 : spectra;
	let x = stages;
	for (let step = 0; step < steps; step++) {
		const time = back ? 2 * (steps - step) : 2 * step;
		const towards = back ? -1 : 1;
		const x2 = keep ? x + vectors : stages + vectors;
		const x3 = keep ? x + 2 * vectors : x2;
		const x4 = keep ? x + 3 * vectors : x2;
		const next = keep ? x + 4 * vectors : x;
		field(x, sum, multipliersAt(time), tracesAt(time), outer, kept);
		kept += width;
		advance(x2, x, 0.5 * h, sum);
		field(x2, slope, multipliersAt(time + towards), tracesAt(time + towards), inner, kept);
		kept += width;
		advance(sum, sum, 2, slope);
		advance(x3, x, 0.5 * h, slope);
		field(x3, slope, multipliersAt(time + towards), tracesAt(time + towards), inner, kept);
		kept += width;
		advance(sum, sum, 2, slope);
		advance(x4, x, h, slope);
		field(x4, slope, multipliersAt(time + 2 * towards), tracesAt(time + 2 * towards), outer, kept);
		kept += width;
		const sixth = f32x4.splat(h / 6);
		for (let at: usize = 0; at < vectors; at += 16) {
			const k = add(v128.load(sum + at), v128.load(slope + at));
			v128.store(next + at, add(v128.load(x + at), mul(sixth, k)));
		}
		x = next;
	}
	scaleBy(inner, 2);
	for (let half: usize = 0; half < 32; half += 16) {
		v128.store(divergence + half, f64x2.add(v128.load(outer + half), v128.load(inner + half)));
	}
	scaleBy(divergence, (back ? -1.0 : 1.0) / (6.0 * <f64>steps));
}

/** Writes the score of the prior, -P^{-1} z with phi_0 = P z, to `score`. To be called after `prior`. */
export function priorScore(score: usize): void {
	const vectors = (<usize>sites) << 4;
	let orbit = orbitOf;
	const volume = f32x4.splat(-1 / (<f32>sites * <f32>sites));
	for (let at: usize = 0; at < vectors; at += 16, orbit += 4) {
		const scale = v128.load32_splat(scales + (load<u32>(orbit) >> 2));
		v128.store(score + at, f32x4.div(mul(volume, v128.load(latentSpectrum + at)), scale));
	}
	hartley(score, sites, plan, line);
}

/**
 * Score of the density at the end: d s / dt = -J^T s - grad div v along the stages that `integrate`
 * stored. It starts from the score of the prior at `score` and works in place. `moved` and
 * `pulledBack` are work space.
 */
export function transportScore(score: usize, moved: usize, pulledBack: usize): void {
	const vectors = (<usize>sites) << 4;
	const h: f32 = 1 / <f32>steps;
	for (let step = 0; step < steps; step++) {
		const start = stages + vectors * 4 * <usize>step;
		memory.copy(moved, score, vectors);
		memory.copy(sum, score, vectors);
		for (let stage = 0; stage < 4; stage++) {
			const time = 2 * step + (stage === 0 ? 0 : stage === 3 ? 2 : 1);
			fieldAdjoint(start + vectors * stage, moved, 1, pulledBack, false, multipliersAt(time), tracesAt(time), 0, 0, 0);
			advance(sum, sum, stage === 0 || stage === 3 ? -h / 6 : -h / 3, pulledBack);
			if (stage < 3) advance(moved, score, stage === 2 ? -h : -0.5 * h, pulledBack);
		}
		memory.copy(score, sum, vectors);
	}
}

/** to += from, only for samples that count. */
export function addCounted(to: usize, from: usize): void {
	const vectors = (<usize>sites) << 4;
	const counted = v128.load(mask);
	for (let at: usize = 0; at < vectors; at += 16) {
		v128.store(to + at, add(v128.load(to + at), mul(counted, v128.load(from + at))));
	}
}

/**
 * Goes back through the stages that `integrate` stored. `lambda` is d loss / d phi_1 and becomes d
 * loss / d phi_0. d loss / d log q is 1 for every sample, or 0 on the `path`, where the score is
 * part of lambda. Adds to the gradients of the tables.
 */
export function backward(lambda: usize, cotangent: usize, pulledBack: usize, path: bool): void {
	const vectors = (<usize>sites) << 4;
	const h: f32 = 1 / <f32>steps;
	for (let step = steps - 1; step >= 0; step--) {
		const start = stages + vectors * 4 * <usize>step;
		memory.copy(sum, lambda, vectors);
		for (let stage = 3; stage >= 0; stage--) {
			const time = 2 * step + (stage === 0 ? 0 : stage === 3 ? 2 : 1);
			const weight: f32 = stage === 0 || stage === 3 ? h / 6 : h / 3;
			const carry: f32 = stage === 3 ? 0 : stage === 2 ? h : 0.5 * h;
			const a = f32x4.splat(weight);
			const b = f32x4.splat(carry);
			for (let at: usize = 0; at < vectors; at += 16) {
				let value = mul(a, v128.load(lambda + at));
				if (stage < 3) value = add(value, mul(b, v128.load(pulledBack + at)));
				v128.store(cotangent + at, value);
			}
			fieldAdjoint(
				start + vectors * stage,
				cotangent,
				path ? 0 : -weight,
				pulledBack,
				true,
				multipliersAt(time),
				tracesAt(time),
				multiplierGradients + ((<usize>(time * groups * orbits)) << 4),
				traceGradients + ((<usize>(time * rows)) << 2),
				spectra === 0 ? 0 : spectra + bytesOfStage() * <usize>(4 * step + stage),
			);
			advance(sum, sum, 1, pulledBack);
		}
		memory.copy(lambda, sum, vectors);
	}
}

/**
 * The continuous adjoint, d a / dt = -J^T a + grad div v. The fields themselves are integrated back
 * from the end, so no stages are stored. The gradient is that of the discrete map up to the
 * integrator's error. It starts from the end that `integrate` stored and overwrites the first four
 * [V] of `stages`. Otherwise it works like `backward`. `divergence` is work space of four float64.
 */
export function continuousBackward(
	lambda: usize,
	cotangent: usize,
	pulledBack: usize,
	path: bool,
	divergence: usize,
): void {
	const vectors = (<usize>sites) << 4;
	const h: f32 = 1 / <f32>steps;
	const x = stages;
	const moved = stages + vectors;
	const change = moved + vectors;
	const adjoint = change + vectors;
	memory.copy(x, stages + vectors * 4 * <usize>steps, vectors);
	for (let step = steps - 1; step >= 0; step--) {
		memory.copy(moved, x, vectors);
		memory.copy(change, x, vectors);
		memory.copy(adjoint, lambda, vectors);
		memory.copy(sum, lambda, vectors);
		for (let stage = 0; stage < 4; stage++) {
			const time = 2 * step + (stage === 0 ? 2 : stage === 3 ? 0 : 1);
			const weight: f32 = stage === 0 || stage === 3 ? h / 6 : h / 3;
			const onward: f32 = stage === 2 ? h : 0.5 * h;
			const w = f32x4.splat(weight);
			for (let at: usize = 0; at < vectors; at += 16) {
				v128.store(cotangent + at, mul(w, v128.load(adjoint + at)));
			}
			fieldAdjoint(
				moved,
				cotangent,
				path ? 0 : -weight,
				pulledBack,
				true,
				multipliersAt(time),
				tracesAt(time),
				multiplierGradients + ((<usize>(time * groups * orbits)) << 4),
				traceGradients + ((<usize>(time * rows)) << 2),
				0,
			);
			field(moved, slope, multipliersAt(time), tracesAt(time), divergence, 0);
			advance(sum, sum, 1, pulledBack);
			advance(change, change, -weight, slope);
			if (stage === 3) break;
			advance(adjoint, lambda, onward / weight, pulledBack);
			advance(moved, x, -onward, slope);
		}
		memory.copy(x, change, vectors);
		memory.copy(lambda, sum, vectors);
	}
}

/** Adds S of each sample to four float64. Unless `slopes` is 0, it writes dS/dphi of the samples that count there. */
export function action(phi: usize, slopes: usize, total: usize): void {
	const vectors = (<usize>sites) << 4;
	const k = f32x4.splat(kinetic);
	const twoK = f32x4.splat(2 * kinetic);
	const counted = v128.load(mask);
	let table = neighbours;
	for (let at: usize = 0; at < vectors; at += 16) {
		const x = v128.load(phi + at);
		let value = v128.load32_splat(potential + ((<usize>degree) << 2));
		let slopeHere = f32x4.splat(0);
		for (let power = degree - 1; power >= 0; power--) {
			slopeHere = add(mul(slopeHere, x), value);
			value = add(mul(value, x), v128.load32_splat(potential + ((<usize>power) << 2)));
		}
		let links = f32x4.splat(0);
		let pull = f32x4.splat(0);
		for (let mu = 0; mu < directions; mu++, table += 8) {
			const forward = sub(v128.load(phi + load<u32>(table)), x);
			const backwardLink = sub(v128.load(phi + load<u32>(table, 4)), x);
			links = add(links, mul(forward, forward));
			pull = add(pull, add(forward, backwardLink));
		}
		accumulate(total, add(value, mul(k, links)));
		if (slopes !== 0) v128.store(slopes + at, mul(counted, sub(slopeHere, mul(twoK, pull))));
	}
}
