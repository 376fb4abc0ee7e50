/**
 * Elementwise functions of the wasm backend with our own kernels
 * (tensor/kernels/elementwise.wasm.ts; their accuracy stands in tensor/kernels/math.as.ts). Each
 * function has its gradient in one pass: dL/dx = dL/dy f'(x), without the intermediate arrays of
 * the library's composed gradients. Gradients in terms of x have gradients themselves, so
 * derivatives of any order exist. Gradients in terms of y have none, because every backend of the
 * library keeps results off the tape.
 *
 * exp and log need no fused gradient: their gradients are one product and one quotient.
 */
import {
	cos,
	engine,
	getBackend,
	getGradient,
	mul,
	type NamedAttrMap,
	neg,
	registerGradient,
	sigmoid,
	sin,
	sub,
	type Tensor,
	util,
	zerosLike,
} from "@tensorflow/tfjs-core";
import { element } from "../../core/elements.js";
import { backendName, register, type SharedHeap } from "./shared-heap.js";

type Exports = KernelModules["tensor/kernels/elementwise"];

/** A fused gradient g h(a). `a` is the argument of the function, or its result. */
interface FusedGradient {
	readonly kernelName: string;
	readonly kernel: Extract<keyof Exports, `${string}Gradient`>;
	/** h'(x) in ops of the library. */
	readonly slope?: (x: Tensor) => Tensor;
}

const forward = {
	Sin: "sin",
	Cos: "cos",
	Exp: "exp",
	Log: "log",
	Tanh: "tanh",
	Softplus: "softplus",
	Sigmoid: "sigmoid",
} as const;

const fusedGradients: readonly FusedGradient[] = [
	{
		kernelName: "Sin",
		kernel: "sinGradient",
		slope: (x) => neg(sin(x)),
	},
	{
		kernelName: "Cos",
		kernel: "cosGradient",
		slope: (x) => neg(cos(x)),
	},
	{
		kernelName: "Softplus",
		kernel: "softplusGradient",
		slope: (x) => {
			const s = sigmoid(x);
			return mul(s, sub(1, s));
		},
	},
	{
		kernelName: "LeakyRelu",
		kernel: "leakyReluGradient",
		slope: zerosLike,
	},
	{
		kernelName: "Tanh",
		kernel: "tanhGradient",
	},
	{
		kernelName: "Sigmoid",
		kernel: "sigmoidGradient",
	},
];

/** Replaces kernels of the wasm backend. Call it after the backend is registered. */
export function registerElementwise(heap: SharedHeap): void {
	const exports = heap.instantiate("tensor/kernels/elementwise");
	for (const [kernelName, name] of Object.entries(forward)) {
		const run = exports[name];
		register(heap, kernelName, ({ x }) => {
			const y = heap.output(x.shape);
			run(util.sizeFromShape(x.shape), heap.address(x), heap.address(y));
			return y;
		});
	}
	register(heap, "LeakyRelu", ({ x }, { alpha }) => {
		const y = heap.output(x.shape);
		exports.leakyRelu(
			util.sizeFromShape(x.shape),
			heap.address(x),
			heap.address(y),
			alpha as number,
		);
		return y;
	});
	for (const fused of fusedGradients) {
		const run = exports[fused.kernel] as (...args: number[]) => void;
		register(heap, gradientName(fused), ({ a, g }, { alpha }) => {
			const out = heap.output(a.shape);
			const parameters = alpha === undefined ? [] : [alpha as number];
			run(
				util.sizeFromShape(a.shape),
				heap.address(a),
				heap.address(g),
				heap.address(out),
				...parameters,
			);
			return out;
		});
		registerFused(fused);
	}
}

function gradientName(fused: FusedGradient): string {
	return `Fused${fused.kernelName}Gradient`;
}

/** The registry of gradients does not know backends. On any other backend this calls the library's own gradient. */
function registerFused(fused: FusedGradient): void {
	const { kernelName, slope } = fused;
	const composed = getGradient(kernelName);
	registerGradient({
		...composed,
		kernelName,
		gradFunc: (dy, tensors, attributes) => {
			if (getBackend() !== backendName)
				return composed.gradFunc(dy, tensors, attributes);
			const a = element(tensors, 0);
			return { x: () => apply(fused, a, dy as Tensor, attributes) };
		},
	});
	if (slope === undefined) return;
	registerGradient({
		kernelName: gradientName(fused),
		inputsToSave: ["a", "g"],
		gradFunc: (dOut, saved, attributes) => {
			const a = element(saved, 0);
			const g = element(saved, 1);
			return {
				a: () => mul(mul(dOut as Tensor, g), slope(a)),
				g: () => apply(fused, a, dOut as Tensor, attributes),
			};
		},
	});
}

function apply(
	fused: FusedGradient,
	a: Tensor,
	g: Tensor,
	attributes: object,
): Tensor {
	return engine().runKernel(
		gradientName(fused),
		{ a, g },
		attributes as NamedAttrMap,
	);
}
