/**
 * The velocity of samplers/gauge-continuous/model.ts and its divergence in plain TypeScript, one
 * configuration at a time in float64: flux is carried one plaquette at a time.
 */
import type { LinkAlgebra } from "../../../actions/gauge/links/algebra.js";
import { su2Algebra } from "../../../actions/gauge/links/su2.js";
import { su3Algebra } from "../../../actions/gauge/links/su3.js";
import { u1Algebra } from "../../../actions/gauge/links/u1.js";
import { createLattice, shifted } from "../../../core/lattice.js";
import type { GaugeModel } from "../model.js";
import { reflected, velocityBack } from "./reflect.js";
import { sourcesOf } from "./sources.js";

const algebras: Readonly<Record<GaugeModel["group"], LinkAlgebra>> = {
	U1: u1Algebra,
	SU2: su2Algebra,
	SU3: su3Algebra,
};

export interface Velocity {
	/** X of each link, [mu, site, reals], anti-Hermitian matrices. */
	readonly velocity: Float64Array;
	readonly divergence: number;
	/** div v_a of each term a. */
	readonly divergences: Float64Array;
	/** <v_a, grad Re tr sum P> of each term, times 2 for SU(N), by sums over sources. */
	readonly slopes: Float64Array;
	/** sum of Re tr P. */
	readonly traces: number;
}

export class ReferenceVelocity {
	readonly algebra: LinkAlgebra;
	readonly sites: number;
	private readonly next: readonly (readonly Int32Array[])[];

	constructor(private readonly model: GaugeModel) {
		this.algebra = algebras[model.group];
		const lattice = createLattice([...model.shape]);
		this.sites = lattice.sites;
		this.next = [0, 1].map((mu) =>
			[1, -1].map((step) =>
				Int32Array.from({ length: lattice.sites }, (_, x) =>
					shifted(lattice, x, mu, step),
				),
			),
		);
	}

	/** Factor of Re tr (X Y^+) in the scalar product of the algebra in which generators are orthonormal. */
	get metric(): number {
		return this.algebra.colours === 1 ? 1 : 2;
	}

	plaquettes(links: Float64Array): Float64Array {
		const { reals, multiply, multiplyDagger } = this.algebra;
		const sites = this.sites;
		const out = new Float64Array(sites * reals);
		const a = new Float64Array(reals);
		const b = new Float64Array(reals);
		for (let x = 0; x < sites; x++) {
			const right = this.next[0][0][x];
			const up = this.next[1][0][x];
			multiply(links, x * reals, links, (sites + right) * reals, a, 0);
			multiplyDagger(a, 0, links, up * reals, b, 0);
			multiplyDagger(b, 0, links, (sites + x) * reals, out, x * reals);
		}
		return out;
	}

	/** Fields of the algebra moved by one site: out(x) = U^+ A(x - mu) U (ahead), or U A(x + mu) U^+. */
	carry(
		links: Float64Array,
		field: Float64Array,
		mu: number,
		ahead: boolean,
	): Float64Array {
		const { reals, multiply, multiplyDagger, daggerMultiply } = this.algebra;
		const sites = this.sites;
		const out = new Float64Array(field.length);
		const a = new Float64Array(reals);
		for (let x = 0; x < sites; x++) {
			if (ahead) {
				const from = this.next[mu][1][x];
				const link = (mu * sites + from) * reals;
				daggerMultiply(links, link, field, from * reals, a, 0);
				multiply(a, 0, links, link, out, x * reals);
			} else {
				const from = this.next[mu][0][x];
				const link = (mu * sites + x) * reals;
				multiply(links, link, field, from * reals, a, 0);
				multiplyDagger(a, 0, links, link, out, x * reals);
			}
		}
		return out;
	}

	/** Mean over 2 R + 1 sites in a row along mu, and the flux through the links between them (behind each site). */
	spread(links: Float64Array, field: Float64Array, mu: number) {
		const reach = this.model.reach[mu];
		const length = 2 * reach + 1;
		const mean = field.map((value) => value / length);
		const flux = new Float64Array(field.length);
		let ahead = field;
		let behind = field;
		for (let n = 0; n < reach; n++) {
			const share = (reach - n) / length;
			for (let i = 0; i < flux.length; i++) flux[i] -= share * behind[i];
			ahead = this.carry(links, ahead, mu, true);
			behind = this.carry(links, behind, mu, false);
			for (let i = 0; i < flux.length; i++) {
				flux[i] += share * ahead[i];
				mean[i] += (ahead[i] + behind[i]) / length;
			}
		}
		return { mean, flux };
	}

	/** Sum over the box around each site. */
	boxSum(values: Float64Array): Float64Array {
		let out = values;
		for (const mu of [0, 1]) {
			const sum = out.slice();
			let ahead = out;
			let behind = out;
			for (let n = 0; n < this.model.reach[mu]; n++) {
				ahead = ahead.map((_, x) => ahead[this.next[mu][1][x]]);
				behind = behind.map((_, x) => behind[this.next[mu][0][x]]);
				for (let x = 0; x < sum.length; x++) sum[x] += ahead[x] + behind[x];
			}
			out = sum;
		}
		return out;
	}

	/** @param coefficients of the terms at this time */
	at(links: Float64Array, coefficients: ArrayLike<number>): Velocity {
		const { shape, reflections } = this.model;
		if (!reflections) return this.once(links, coefficients);
		const { algebra } = this;
		const all = [[], [0], [1], [0, 1]].map((turns) => {
			const stages = [links];
			for (const [i, mu] of turns.entries())
				stages.push(reflected(algebra, shape, stages[i], mu));
			const image = this.once(stages[turns.length], coefficients);
			const velocity = turns.reduceRight(
				(x, mu, i) => velocityBack(algebra, shape, stages[i], x, mu),
				image.velocity,
			);
			return { ...image, velocity };
		});
		const mean = (of: (one: Velocity) => Float64Array) =>
			of(all[0]).map((_, i) =>
				all.reduce((sum, one) => sum + of(one)[i] / 4, 0),
			);
		return {
			velocity: mean(({ velocity }) => velocity),
			divergence: all.reduce((sum, one) => sum + one.divergence / 4, 0),
			divergences: mean(({ divergences }) => divergences),
			slopes: mean(({ slopes }) => slopes),
			traces: all[0].traces,
		};
	}

	/** Of one set of paths: flux passes a plaquette below and on the left. */
	private once(links: Float64Array, coefficients: ArrayLike<number>): Velocity {
		const { reals, colours, inner } = this.algebra;
		const { sources, factors, means, terms, reach } = this.model;
		const sites = this.sites;
		const plaquettes = this.plaquettes(links);
		const {
			elements,
			divergences: own,
			ratios,
		} = sourcesOf(this.algebra, this.model, plaquettes);
		const bare = elements.filter((_, k) => !sources[k].adjoint);
		const bareDivergences = own.filter((_, k) => !sources[k].adjoint);
		const box = (2 * reach[0] + 1) * (2 * reach[1] + 1);
		const kept = 1 - 1 / box;
		const velocity = new Float64Array(links.length);
		const divergences = new Float64Array(terms);
		const slopes = new Float64Array(terms);
		const dot = (a: Float64Array, b: Float64Array, x: number) =>
			this.metric * inner(a, x * reals, b, x * reals);
		for (const first of [0, 1]) {
			const second = 1 - first;
			const gathered = bare
				.slice(0, Math.max(1, means))
				.map(
					(u) =>
						this.spread(links, this.spread(links, u, second).mean, first).mean,
				);
			const total = new Float64Array(plaquettes.length);
			const add = (term: number, source: Float64Array) => {
				for (let i = 0; i < total.length; i++)
					total[i] += coefficients[term] * source[i];
				for (let x = 0; x < sites; x++)
					slopes[term] +=
						(dot(source, elements[0], x) - dot(source, gathered[0], x)) / 2;
			};
			for (const [term, u] of elements.entries()) {
				add(term, u);
				for (const d of own[term]) divergences[term] += (kept * d) / 2;
			}
			let term = elements.length;
			for (let k = 0; k < factors; k++)
				for (let m = 0; m < means; m++, term++) {
					const b = gathered[m];
					add(
						term,
						b.map((value, i) => ratios[k][Math.floor(i / reals)] * value),
					);
					const slope = (k + 1) / (colours === 1 ? 1 : 2 * colours);
					const near = this.boxSum(bareDivergences[m]);
					let sum = 0;
					for (let x = 0; x < sites; x++)
						sum +=
							-kept * slope * dot(bare[k], b, x) +
							(kept / box) * ratios[k][x] * bareDivergences[m][x] -
							(ratios[k][x] * (near[x] - bareDivergences[m][x])) / box ** 2;
					divergences[term] += sum / 2;
				}
			const one = this.spread(links, total, first);
			const two = this.spread(links, one.mean, second);
			for (const [mu, { flux }] of [
				[second, one],
				[first, two],
			] as const)
				for (let i = 0; i < flux.length; i++)
					velocity[mu * flux.length + i] += (mu === 1 ? 0.5 : -0.5) * flux[i];
		}
		let divergence = 0;
		for (let a = 0; a < terms; a++)
			divergence += coefficients[a] * divergences[a];
		let traces = 0;
		for (let x = 0; x < sites; x++)
			traces += this.algebra.trace(plaquettes, x * reals);
		return { velocity, divergence, divergences, slopes, traces };
	}
}
