/**
 * Sums that keep their digits in float32: pairs (sum, error) by Knuth's exact addition of two
 * numbers, as if summed with 48 bits. Within a workgroup, partial sums are combined in a tree with
 * four branches.
 *
 * The additions must not be reordered. WGSL allows compilers to do so, and those of Metal do
 * (gpuweb/gpuweb issue 2076). Each device is tested (`sumProbe`). If it reorders, sums are guarded:
 * a value that must stay as it is passes through an exclusive or with a number that only the host
 * knows to be zero.
 */

/** The functions `plus`, `join` and `hold`. Guarded ones read `job.zero`. */
export const sumSource = (guarded: boolean): string => /* wgsl */ `
fn hold(x: f32) -> f32 {
	return ${guarded ? "bitcast<f32>(bitcast<u32>(x) ^ job.zero)" : "x"};
}

fn plus(a: vec2f, x: f32) -> vec2f {
	let sum = hold(a.x + x);
	let part = hold(sum - a.x);
	return vec2f(sum, a.y + (hold(a.x - hold(sum - part)) + hold(x - part)));
}

fn join(a: vec2f, b: vec2f) -> vec2f {
	let sum = plus(a, b.x);
	return vec2f(sum.x, sum.y + b.y);
}
`;

/** Floats of one partial sum: S, M and the change of sum q^2, two each. */
export const sumFloats = 6;

/**
 * Statements that add the pairs `names` over groups of `threads` neighbouring lanes. The sums are
 * then in the first lane of each group. `lane` counts within the workgroup and `tile` within the
 * group. `room` is an array in workgroup memory of at least 2 names.length rows, with a float for
 * each lane. Nobody else may use it any more. (The rows have constant numbers, so the compiler
 * checks only the lane against its bound, and only once.)
 */
export function sumOverThreads(
	names: readonly string[],
	threads: number,
	room: string,
): string {
	if (threads === 1) return "";
	const place = (name: number, half: number, lane: string) =>
		`${room}[${2 * name + half}][${lane}]`;
	const put = names
		.map(
			(name, i) =>
				`${place(i, 0, "lane")} = ${name}.x; ${place(i, 1, "lane")} = ${name}.y;`,
		)
		.join("\n");
	const levels: string[] = [];
	for (let n = threads; n > 1; n = Math.ceil(n / 4)) {
		const m = Math.ceil(n / 4);
		const branches: string[] = [];
		for (let branch = 1; branch < 4 && branch * m < n; branch++) {
			const add = names
				.map((name, i) => {
					const from = `lane + ${branch * m}u`;
					return `${name} = join(${name}, vec2f(${place(i, 0, from)}, ${place(i, 1, from)}));`;
				})
				.join("\n");
			const last = n - branch * m;
			branches.push(last < m ? `if (tile < ${last}u) { ${add} }` : add);
		}
		const store = m === 1 ? "" : put;
		levels.push(
			`workgroupBarrier();\nif (tile < ${m}u) {\n${branches.join("\n")}\n${store}\n}`,
		);
	}
	return `workgroupBarrier();\n${put}\n${levels.join("\n")}\n`;
}

/** A job with only the zero, for kernels that have no other job. */
export const zeroJob = (binding: number): string => /* wgsl */ `
struct Job { zero: u32 }
@group(0) @binding(${binding}) var<uniform> job: Job;`;

/**
 * A kernel that adds [1] 1024 times and, half way, [2] once to [0], and leaves the pair in [0] and
 * [1]. From 1, 2^-30 and -1, a sum that keeps its digits makes 2^-20, and a float32 sum makes
 * 2^-21.
 */
export const sumProbe = (guarded: boolean): string => /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> numbers: array<f32>;
${guarded ? zeroJob(1) : ""}
${sumSource(guarded)}
@compute @workgroup_size(1)
fn probe() {
	var total = vec2f(numbers[0], 0.0);
	for (var i = 0u; i < 1024u; i++) {
		total = plus(total, numbers[1]);
		if (i == 511u) { total = plus(total, numbers[2]); }
	}
	numbers[0] = total.x;
	numbers[1] = total.y;
}
`;
