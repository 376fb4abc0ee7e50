/**
 * Measures in a few seconds how fast the active backend is. The rates reveal an unhealthy machine
 * or a wrong backend. Each is the best of several runs, and each run waits for its result.
 */
import type { Backend } from "./device.js";
import { copyBandwidth } from "./gpu/bandwidth.js";
import { activeGpu } from "./gpu/gpu.js";
import * as tf from "./tf.js";

/** The two rates that limit every computation of a device. */
export interface Rates {
	/** Bytes read plus bytes written per second by a copy, or by x -> -x, of arrays larger than the caches. */
	readonly memoryBytesPerSecond: number;
	/** Floating-point operations per second of the library's square matrix product. */
	readonly matmulFlops: number;
}

export interface Speed extends Rates {
	/** Bytes per second from the host's memory to the device's, and back. For GPUs only. */
	readonly uploadBytesPerSecond?: number;
	readonly downloadBytesPerSecond?: number;
	/** The same for a 3x3 convolution with 8 to 8 channels, and for its gradient in the filter. */
	readonly conv2dFlops: number;
	readonly conv2dGradientFlops: number;
	/** Seconds per element of an array of `elements`, for each function. */
	readonly elementwise: Readonly<Record<string, number>>;
	readonly elements: number;
}

/** Sizes that take milliseconds on the device. */
const sizes = {
	gpu: { memory: 1 << 26, matmul: 4096, images: 1024, elements: 1 << 22 },
	software: { memory: 1 << 20, matmul: 128, images: 4, elements: 1 << 15 },
	wasm: { memory: 1 << 23, matmul: 512, images: 64, elements: 1 << 17 },
	cpu: { memory: 1 << 20, matmul: 128, images: 4, elements: 1 << 15 },
};

const functions = {
	add: (x: tf.Tensor) => tf.add(x, x),
	sin: tf.sin,
	cos: tf.cos,
	exp: tf.exp,
	log: tf.log,
	tanh: tf.tanh,
	softplus: tf.softplus,
	sigmoid: tf.sigmoid,
	leakyRelu: tf.leakyRelu,
};

function sizeFor({ name, device }: Backend) {
	if (device.kind === "gpu") return sizes.gpu;
	return name === "webgpu"
		? sizes.software
		: name === "cpu"
			? sizes.cpu
			: sizes.wasm;
}

/** Takes some tenths of a second. The backend must be the active one. */
export async function measureRates(backend: Backend): Promise<Rates> {
	const { memory, matmul: n } = sizeFor(backend);
	const product = await best(
		() => tf.fill([n, n], 0.5),
		(x) => tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D),
	);
	return {
		memoryBytesPerSecond:
			backend.name === "webgpu"
				? await copyBandwidth(activeGpu(), 4 * memory)
				: (8 * memory) /
					(await best(
						() => tf.fill([memory], 1.5),
						(x) => tf.neg(x),
					)),
		matmulFlops: (2 * n ** 3) / product,
	};
}

/** Takes about a second. The backend must be the active one. */
export async function measureSpeed(backend: Backend): Promise<Speed> {
	const size = sizeFor(backend);
	const rates = await measureRates(backend);
	const [extent, channels] = [16, 8];
	const convolution = 2 * size.images * extent ** 2 * 9 * channels * channels;
	const image = () =>
		tf.fill([size.images, extent, extent, channels], 0.5) as tf.Tensor4D;
	const filter = tf.fill([3, 3, channels, channels], 0.1) as tf.Tensor4D;
	const convolve = (x: tf.Tensor, w: tf.Tensor) =>
		tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same");
	const conv2d = await best(image, (x) => convolve(x, filter));
	const withGradient = await best(image, (x) =>
		tf.grad((w: tf.Tensor) => tf.sum(convolve(x, w)))(filter),
	);
	filter.dispose();
	const elementwise: Record<string, number> = {};
	for (const [name, operation] of Object.entries(functions)) {
		const seconds = await best(
			() => tf.linspace(0.01, 4, size.elements),
			(x) => operation(x),
		);
		elementwise[name] = seconds / size.elements;
	}
	return {
		...rates,
		...(backend.device.kind === "gpu" || backend.name === "webgpu"
			? await transfers(size.memory / 4)
			: {}),
		conv2dFlops: convolution / conv2d,
		conv2dGradientFlops: (2 * convolution) / withGradient,
		elementwise,
		elements: size.elements,
	};
}

/** The upload is timed together with the return of one element, whose cost is negligible. */
async function transfers(
	length: number,
): Promise<Pick<Speed, "uploadBytesPerSecond" | "downloadBytesPerSecond">> {
	const numbers = new Float32Array(length).fill(0.5);
	let up = Number.POSITIVE_INFINITY;
	let down = Number.POSITIVE_INFINITY;
	for (let run = 0; run < 4; run++) {
		const start = performance.now();
		const x = tf.tensor1d(numbers);
		// This is computed on the device, so both the argument and the result must be there.
		const [y, first] = tf.tidy(() => {
			const image = tf.neg(x);
			return [image, tf.slice(image, [0], [1])];
		});
		await first.data();
		const there = performance.now();
		await y.data();
		const back = performance.now();
		tf.dispose([x, y, first]);
		if (run === 0) continue;
		up = Math.min(up, there - start);
		down = Math.min(down, back - there);
	}
	const bytes = 4 * length * 1000;
	return {
		uploadBytesPerSecond: bytes / up,
		downloadBytesPerSecond: bytes / down,
	};
}

/** Seconds of the fastest run within 80 ms, of at least three runs. A first run does not count. */
async function best(
	input: () => tf.Tensor,
	work: (x: tf.Tensor) => tf.Tensor,
): Promise<number> {
	const x = input();
	let fastest = Number.POSITIVE_INFINITY;
	const end = performance.now() + 80;
	for (let run = 0; run < 4 || performance.now() < end; run++) {
		const start = performance.now();
		const y = tf.tidy(() => work(x));
		// Reading one element waits for all of them and costs little.
		const first = tf.tidy(() => tf.slice(tf.reshape(y, [y.size]), [0], [1]));
		await first.data();
		const seconds = (performance.now() - start) / 1000;
		if (run > 0) fastest = Math.min(fastest, seconds);
		tf.dispose([y, first]);
	}
	x.dispose();
	return fastest;
}
