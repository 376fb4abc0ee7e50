/**
 * The bases in which SOAP keeps Adam's moments (Vyas et al., arXiv:2409.11321, algorithm 3). A block of
 * parameters is an array, say [orbits, channels, times]. For each of its axes the matrix
 *
 *   gram_ij <- keep gram_ij + (1 - keep) sum over the other indices of g_i... g_j...
 *
 * of the gradient is kept, and its eigenvectors from time to time become the basis of that axis. Slopes that
 * are correlated along an axis, such as those of neighbouring displacements of a kernel, are uncorrelated
 * there, so that Adam's rate for each number fits.
 */
import type { ParameterLayout } from "../flow.js";
import { type Axis, identity, renewed } from "./axis.js";
import { along, gather } from "./turns.js";

interface Block {
	readonly start: number;
	readonly end: number;
	readonly axes: readonly Axis[];
}

/** What Adam keeps of the slopes. */
interface Moments {
	readonly updates: number;
	readonly mean: Float64Array;
	readonly square: Float64Array;
}

/** Decay of the matrices, per update. */
const keep = 0.99;
/** The first update in the bases; until then the matrices gather what they can stand on. */
const firstTurn = 10;
/** Updates between new bases of a short axis, more in proportion for longer ones: eigenvectors cost its cube. */
const interval = 10;
const shortAxis = 128;
/** An axis longer than that, such as the orbits of a very large lattice, is left as it is. */
const longestAxis = 640;

export class Bases {
	private constructor(private readonly blocks: readonly Block[]) {}

	/** None: Adam as it was published. */
	static none(): Bases {
		return new Bases([]);
	}

	/** Of all axes of all blocks, but for those of one axis: a bias has no more slopes than its matrix has rows. */
	static of({ blocks }: ParameterLayout): Bases {
		const product = (lengths: readonly number[]) =>
			lengths.reduce((all, length) => all * length, 1);
		const turned = blocks.flatMap(({ shape, offset }): Block[] => {
			const wide = shape.filter((length) => length > 1);
			if (wide.length < 2) return [];
			const axes = wide.map((length, axis) => ({
				before: product(wide.slice(0, axis)),
				length,
				behind: product(wide.slice(axis + 1)),
				gram: new Float64Array(length * length),
				basis: identity(length),
			}));
			const kept = axes.filter(({ length }) => length <= longestAxis);
			if (kept.length === 0) return [];
			return [{ start: offset, end: offset + product(wide), axes: kept }];
		});
		return new Bases(turned);
	}

	/**
	 * Takes the slopes of update `updates`, and new bases where they are due. The moments, which know the updates
	 * before, follow.
	 * @param beta2 decay of the second moments, which are divided by 1 - beta2^updates when they are used
	 */
	observe(
		slopes: Float64Array,
		{ updates, mean, square }: Moments,
		beta2: number,
	): void {
		for (const { start, end, axes } of this.blocks) {
			const own = slopes.subarray(start, end);
			const share = Math.min(keep, 1 - 1 / updates);
			gather(axes, own, share);
			const spectra = axes.map((axis) => {
				if (!isDue(axis, updates)) return new Float64Array(0);
				const { values, turn } = renewed(axis);
				along([axis], mean.subarray(start, end), () => turn);
				return values;
			});
			if (updates !== firstTurn) continue;
			const first = square.subarray(start, end);
			firstSquares(axes, spectra, 1 - beta2 ** (updates - 1), first);
		}
	}

	/** Numbers of every block into its bases, in place. */
	enter(values: Float64Array): void {
		for (const { start, end, axes } of this.blocks)
			along(axes, values.subarray(start, end), basisOf);
	}

	/** And back. */
	leave(values: Float64Array): void {
		for (const { start, end, axes } of this.blocks)
			along(axes, values.subarray(start, end), basisOf, true);
	}

	copy(): Bases {
		return new Bases(
			this.blocks.map(({ axes, ...block }) => ({
				...block,
				axes: axes.map((axis) => ({
					...axis,
					gram: axis.gram.slice(),
					basis: axis.basis.slice(),
				})),
			})),
		);
	}

	/** All matrices and bases, one after the other. */
	save(): Float64Array {
		const parts = this.parts();
		const all = new Float64Array(
			parts.reduce((sum, { length }) => sum + length, 0),
		);
		let at = 0;
		for (const part of parts) {
			all.set(part, at);
			at += part.length;
		}
		return all;
	}

	/** @param saved of bases with the same blocks */
	load(saved: Float64Array): void {
		let at = 0;
		for (const part of this.parts()) {
			part.set(saved.subarray(at, at + part.length));
			at += part.length;
		}
	}

	private parts(): Float64Array[] {
		return this.blocks.flatMap(({ axes }) =>
			axes.flatMap(({ gram, basis }) => [gram, basis]),
		);
	}
}

const basisOf = ({ basis }: Axis) => basis;

function isDue({ length }: Axis, updates: number): boolean {
	const often = interval * Math.ceil(length / shortAxis);
	return (
		updates === firstTurn || (updates > firstTurn && updates % often === 0)
	);
}

/**
 * Second moments to begin with in the first bases: what the spectra of the axes say if they are independent,
 * square_ijk = a_i b_j c_k / total^2 with total = sum a = sum b = sum c. Moments that began at zero, or those of
 * the old basis, would make some of the next changes far too long, or all of them too short. Later bases
 * differ little, and squares stay with the place of their eigenvalue.
 */
function firstSquares(
	axes: readonly Axis[],
	spectra: readonly Float64Array[],
	weight: number,
	square: Float64Array,
): void {
	const total = spectra[0].reduce((sum, value) => sum + value, 0);
	// An axis that is left as it is has no spectrum: the same for all of its places.
	const seen = axes.reduce((product, { length }) => product * length, 1);
	square.fill((weight * total * seen) / square.length);
	if (!(total > 0)) return;
	for (const [which, { before, length, behind }] of axes.entries()) {
		const shares = spectra[which].map((value) => Math.max(0, value) / total);
		for (let i = 0; i < before * length; i++)
			for (let k = 0; k < behind; k++)
				square[i * behind + k] *= shares[i % length];
	}
}
