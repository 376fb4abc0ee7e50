/**
 * Random streams. A stream is a path of labels below a seed, and its Philox key is a hash of that path.
 * So a fork depends only on the seed and the labels, and never on how much was drawn elsewhere.
 */
import { createHash } from "node:crypto";
import { philox4x32 } from "./philox.js";

/** A stream of random numbers with named sub-streams. */
export interface Random {
	/** Seed and labels, for example "1/hmc/momenta". */
	readonly path: string;
	/** Philox key of this stream, for kernels that generate their own numbers. */
	readonly key: readonly [number, number];
	/** An independent stream; the same label always gives the same stream. */
	fork(label: string): Random;
	/** 32 random bits. */
	bits(): number;
	/** Uniform in the open interval (0, 1), 52 bits. */
	uniform(): number;
	/** Standard normal (Box-Muller). */
	normal(): number;
	/** Uniform integer in [0, bound). */
	integer(bound: number): number;
	/** Number of 32-bit words drawn so far. Setting the position continues a stream from a checkpoint. */
	position: number;
}

/** The stream of a seed. */
export function createRandom(seed: number | string): Random {
	return new PhiloxStream(String(seed));
}

class PhiloxStream implements Random {
	readonly key: readonly [number, number];
	private readonly counter = new Uint32Array(4);
	private readonly block = new Uint32Array(4);
	private drawn = 0;
	private loaded = -1;

	constructor(readonly path: string) {
		const digest = createHash("sha256").update(path).digest();
		this.key = [digest.readUInt32LE(0), digest.readUInt32LE(4)];
	}

	get position(): number {
		return this.drawn;
	}

	set position(words: number) {
		if (!Number.isInteger(words) || words < 0) {
			throw new RangeError(
				`a stream position is a non-negative integer, got ${words}`,
			);
		}
		this.drawn = words;
	}

	fork(label: string): Random {
		return new PhiloxStream(`${this.path}/${label}`);
	}

	bits(): number {
		const index = Math.floor(this.drawn / 4);
		if (index !== this.loaded) {
			this.counter[0] = index >>> 0;
			this.counter[1] = Math.floor(index / 0x100000000);
			philox4x32(this.counter, this.key, this.block);
			this.loaded = index;
		}
		return this.block[this.drawn++ & 3];
	}

	uniform(): number {
		// 52 bits and a half: neither 0 nor 1 can come out.
		const high = this.bits() >>> 6;
		const low = this.bits() >>> 6;
		return (high * 0x4000000 + low + 0.5) / 0x10000000000000;
	}

	normal(): number {
		const radius = Math.sqrt(-2 * Math.log(this.uniform()));
		return radius * Math.cos(2 * Math.PI * this.uniform());
	}

	integer(bound: number): number {
		return Math.floor(this.uniform() * bound);
	}
}

/** Fills `out` with standard normals and returns it. */
export function fillNormal<T extends Float32Array | Float64Array>(
	random: Random,
	out: T,
): T {
	for (let i = 0; i < out.length; i += 2) {
		const radius = Math.sqrt(-2 * Math.log(random.uniform()));
		const angle = 2 * Math.PI * random.uniform();
		out[i] = radius * Math.cos(angle);
		if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
	}
	return out;
}
