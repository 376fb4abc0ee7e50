/** What the flow's terms are made of at each plaquette, in plain TypeScript. */
import type { LinkAlgebra } from "../../../actions/gauge/links/algebra.js";
import type { GaugeModel } from "../model.js";

/** u_k and its divergence, and rho_k, at every plaquette. */
export function sourcesOf(
	algebra: LinkAlgebra,
	model: GaugeModel,
	plaquettes: Float64Array,
) {
	const { reals, colours, multiply } = algebra;
	const { sources, factors } = model;
	const sites = plaquettes.length / reals;
	const most = Math.max(factors, ...sources.map(({ power }) => power));
	const powers = [plaquettes];
	for (let k = 1; k < most; k++) {
		const next = new Float64Array(plaquettes.length);
		for (let i = 0; i < plaquettes.length; i += reals)
			multiply(powers[k - 1], i, plaquettes, i, next, i);
		powers.push(next);
	}
	const traces = (k: number, x: number): readonly [number, number] =>
		k === 0
			? [colours, 0]
			: [
					algebra.trace(powers[k - 1], x * reals),
					algebra.imaginaryTrace(powers[k - 1], x * reals),
				];
	const elements = sources.map(({ power, adjoint }) => {
		const u = powers[power - 1].slice();
		for (let x = 0; x < sites; x++) {
			const at = x * reals;
			if (adjoint) {
				const [re, im] = traces(1, x);
				for (let i = at; i < at + reals; i += 2) {
					const [a, b] = [u[i], u[i + 1]];
					u[i] = re * a + im * b;
					u[i + 1] = re * b - im * a;
				}
			}
			project(algebra, u, at);
		}
		return u;
	});
	const divergences = sources.map(({ power, adjoint }) =>
		Float64Array.from({ length: sites }, (_, x) => {
			const [re, im] = traces(power, x);
			if (colours === 1) return power * re;
			if (adjoint) return colours * (re * re + im * im - 1);
			let sum = (-power / colours) * re;
			for (let j = 0; j < power; j++) {
				const [a, b] = traces(j, x);
				const [c, d] = traces(power - j, x);
				sum += a * c - b * d;
			}
			return sum;
		}),
	);
	const ratios = Array.from({ length: factors }, (_, k) =>
		Float64Array.from(
			{ length: sites },
			(_, x) => traces(k + 1, x)[0] / colours,
		),
	);
	return { elements, divergences, ratios };
}

/** Anti-Hermitian traceless part, in place. */
function project(algebra: LinkAlgebra, m: Float64Array, at: number): void {
	const { colours } = algebra;
	if (colours < 3) {
		m[at] = 0;
		return;
	}
	const trace = (m[at + 1] + m[at + 9] + m[at + 17]) / 3;
	for (let r = 0; r < 3; r++)
		for (let c = 0; c <= r; c++) {
			const i = at + 6 * r + 2 * c;
			const j = at + 6 * c + 2 * r;
			const re = (m[i] - m[j]) / 2;
			const im = (m[i + 1] + m[j + 1]) / 2;
			m[i] = re;
			m[j] = -re;
			m[i + 1] = im;
			m[j + 1] = im;
		}
	for (const d of [1, 9, 17]) m[at + d] -= trace;
}
