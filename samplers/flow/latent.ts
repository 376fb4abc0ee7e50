/**
 * Latent normals by number: sample n of a stream consists of the same V numbers in any batch and
 * thread. So results do not depend on how the work is split.
 *
 * The words come from Philox4x32-10 with the counter (block, n low, n high, purpose) and the key of
 * the stream. Two words make two normals with Box and Muller's transform of u = (word + 1/2) /
 * 2^32.
 */
import { philox4x32 } from "../../core/philox.js";

export type StreamKey = readonly [number, number];

const purposeNormals = 0;
const purposeSign = 1;
const purposeAngles = 2;
const scale = 1 / 0x100000000;
const turn = (2 * Math.PI) / 0x100000000;

/** Writes samples `first ... first + count - 1`, [count, reals], to the front of `out`. */
export function latentNormals(
	key: StreamKey,
	first: number,
	count: number,
	reals: number,
	out: Float32Array,
): void {
	const counter = new Uint32Array(4);
	const words = new Uint32Array(4);
	counter[3] = purposeNormals;
	for (let sample = 0; sample < count; sample++) {
		setNumber(counter, first + sample);
		const start = sample * reals;
		for (let real = 0; real < reals; real += 4) {
			counter[0] = real >>> 2;
			philox4x32(counter, key, words);
			for (let pair = 0; pair < 4 && real + pair < reals; pair += 2) {
				const radius = Math.sqrt(-2 * Math.log((words[pair] + 0.5) * scale));
				const angle = (words[pair + 1] + 0.5) * turn;
				out[start + real + pair] = radius * Math.cos(angle);
				if (real + pair + 1 < reals)
					out[start + real + pair + 1] = radius * Math.sin(angle);
			}
		}
	}
}

/** As `latentNormals`, with uniform angles in (-pi, pi) in place of normals: one word gives one angle. */
export function latentAngles(
	key: StreamKey,
	first: number,
	count: number,
	reals: number,
	out: Float32Array,
): void {
	const counter = new Uint32Array(4);
	const words = new Uint32Array(4);
	counter[3] = purposeAngles;
	for (let sample = 0; sample < count; sample++) {
		setNumber(counter, first + sample);
		const start = sample * reals;
		for (let real = 0; real < reals; real += 4) {
			counter[0] = real >>> 2;
			philox4x32(counter, key, words);
			for (let i = 0; i < 4 && real + i < reals; i++)
				out[start + real + i] = (words[i] + 0.5) * turn - Math.PI;
		}
	}
}

/** +1 or -1 with equal odds for sample `number`, independent of its normals. */
export function latentSign(key: StreamKey, number: number): 1 | -1 {
	const counter = new Uint32Array(4);
	const words = new Uint32Array(4);
	setNumber(counter, number);
	counter[3] = purposeSign;
	philox4x32(counter, key, words);
	return (words[0] & 1) === 0 ? 1 : -1;
}

function setNumber(counter: Uint32Array, number: number): void {
	counter[1] = number >>> 0;
	counter[2] = Math.floor(number / 0x100000000);
}
