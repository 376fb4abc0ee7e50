/**
 * Discrete Hartley transform of one line as straight WGSL code. The arrays are scalars, so the line
 * lives in registers between one read and one write.
 *
 *   H_k = sum_j cas(2 pi j k / L) f_j,     cas = cos + sin.
 *
 * Even lengths are cut into halves: H_k = E_k + cos(pi k / l) O_k + sin(pi k / l) O_{l-k} with l =
 * L / 2. Odd lengths are folded: with a_j = f_j + f_{L-j} and b_j = f_j - f_{L-j}, H_k = f_0 +
 * sum_j cos(2 pi j k / L) a_j + sin(2 pi j k / L) b_j for 0 < j < L / 2.
 */
import { literal } from "../../../tensor/gpu/wgsl-text.js";

export interface LineCode {
	/** A function NAME(start: u32, step: u32) that transforms one line in place. */
	readonly code: string;
	/** Instructions of one line. A multiply-add counts once, and so does a multiplication or addition alone. */
	readonly operations: number;
}

/** `at` gives the expression of the element with a given index. */
export function hartleyLine(
	name: string,
	extent: number,
	at: (index: string) => string,
): LineCode {
	const writer = new LineWriter();
	const inputs = Array.from({ length: extent }, (_, j) =>
		writer.name(at(j === 0 ? "start" : `start + ${j}u * step`)),
	);
	const outputs = writer.transform(inputs);
	const stores = outputs.map(
		(value, k) =>
			`  ${at(k === 0 ? "start" : `start + ${k}u * step`)} = ${value};`,
	);
	return {
		code: `fn ${name}(start: u32, step: u32) {\n${writer.lines.join("\n")}\n${stores.join("\n")}\n}\n`,
		operations: writer.operations,
	};
}

class LineWriter {
	readonly lines: string[] = [];
	operations = 0;

	/** A new name for the value of an expression. */
	name(expression: string): string {
		const name = `v${this.lines.length}`;
		this.lines.push(`  let ${name} = ${expression};`);
		return name;
	}

	transform(values: readonly string[]): string[] {
		const { length } = values;
		if (length === 1) return [...values];
		return length % 2 === 0 ? this.#halved(values) : this.#folded(values);
	}

	#halved(values: readonly string[]): string[] {
		const half = values.length / 2;
		const even = this.transform(values.filter((_, j) => j % 2 === 0));
		const odd = this.transform(values.filter((_, j) => j % 2 === 1));
		const turned = odd.map((value, k) => {
			if (k === 0 || 2 * k === half) return value;
			const angle = (Math.PI * k) / half;
			this.operations += 2;
			return this.name(
				`${literal(Math.cos(angle))} * ${value} + ${literal(Math.sin(angle))} * ${odd[half - k]}`,
			);
		});
		this.operations += 2 * half;
		return [
			...even.map((value, k) => this.name(`${value} + ${turned[k]}`)),
			...even.map((value, k) => this.name(`${value} - ${turned[k]}`)),
		];
	}

	#folded(values: readonly string[]): string[] {
		const { length } = values;
		const pairs = (length - 1) / 2;
		const sums: string[] = [];
		const differences: string[] = [];
		for (let j = 1; j <= pairs; j++) {
			sums.push(this.name(`${values[j]} + ${values[length - j]}`));
			differences.push(this.name(`${values[j]} - ${values[length - j]}`));
		}
		const out = [...values];
		out[0] = this.name([values[0], ...sums].join(" + "));
		for (let k = 1; k <= pairs; k++) {
			let even = values[0];
			let odd = "";
			for (let j = 1; j <= pairs; j++) {
				const angle = (2 * Math.PI * ((j * k) % length)) / length;
				even = this.name(
					`${even} + ${literal(Math.cos(angle))} * ${sums[j - 1]}`,
				);
				const term = `${literal(Math.sin(angle))} * ${differences[j - 1]}`;
				odd = this.name(odd === "" ? term : `${odd} + ${term}`);
			}
			out[k] = this.name(`${even} + ${odd}`);
			out[length - k] = this.name(`${even} - ${odd}`);
		}
		this.operations += 3 * pairs + pairs * (2 * pairs + 2);
		return out;
	}
}
