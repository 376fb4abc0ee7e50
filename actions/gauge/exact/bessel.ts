/**
 * Modified Bessel functions of integer order, scaled: exp(-x) I_n(x), n = 0 ... most, x >= 0. Miller's
 * downward recurrence I_{n-1} = I_{n+1} + (2 n / x) I_n, normalised by exp(-x) [I_0 + 2 sum_{n > 0} I_n] = 1
 * (DLMF 10.35.5): every term is positive, so that all digits hold.
 */
import { element } from "../../../core/elements.js";
export function scaledBessel(x: number, most: number): Float64Array {
	const out = new Float64Array(most + 1);
	if (x === 0) {
		out[0] = 1;
		return out;
	}
	// From here on I_n is below the last digit of what is kept.
	const start = 2 * Math.ceil(most / 2 + 8 + Math.sqrt(40 * (most + x + 10)));
	let above = 0;
	let here = Number.MIN_VALUE * 1e30;
	let sum = 0;
	for (let n = start; n >= 0; n--) {
		if (n <= most) out[n] = here;
		sum += n === 0 ? here : 2 * here;
		const below = above + ((2 * n) / x) * here;
		above = here;
		here = below;
		if (here > 1e250) {
			// Orders that vanish here vanish beside the lower ones.
			for (let k = n; k <= most; k++) out[k] = element(out, k) * 1e-250;
			above *= 1e-250;
			here *= 1e-250;
			sum *= 1e-250;
		}
	}
	return out.map((value) => value / sum);
}
