/**
 * A transform of the active sites: their number and address, the fields, the address of the net's
 * numbers, then what the kernel reads and writes.
 */
type Transform = (...numbers: number[]) => void;

/**
 * Exports of samplers/coupling/simd/couplings.wasm.ts, whose parts describe the layouts. Addresses
 * are byte offsets.
 */
export type CouplingKernels = {
	conv(
		rows: number,
		table: number,
		input: number,
		inputs: number,
		weights: number,
		bias: number,
		output: number,
		outputs: number,
		slope: number,
	): void;
	convInputGradient(
		rows: number,
		table: number,
		input: number,
		inputGradient: number,
		inputs: number,
		weights: number,
		outputGradient: number,
		outputs: number,
		slope: number,
		add: number,
	): void;
	convWeightGradient(
		taps: number,
		table: number,
		input: number,
		inputs: number,
		outputGradient: number,
		outputs: number,
		laneGradient: number,
	): void;
	convBiasGradient(
		sites: number,
		outputGradient: number,
		outputs: number,
		laneGradient: number,
	): void;
	reduceLanes(n: number, laneGradient: number, gradient: number): void;
	absolute(n: number, x: number, y: number): void;
	absoluteGradient(n: number, x: number, gradient: number): void;
	affine: Transform;
	affineInverse: Transform;
	affineGradient: Transform;
	affineScore: Transform;
	/** Of all splines from now on; `numbers` are those of the net at a site. */
	configureSpline(
		bins: number,
		bound: number,
		odd: number,
		numbers: number,
	): void;
	spline: Transform;
	splineInverse: Transform;
	splineGradient: Transform;
	splineScore: Transform;
	toLanes(count: number, sites: number, rows: number, lanes: number): void;
	fromLanes(count: number, sites: number, lanes: number, rows: number): void;
	copyLanes(sites: number, from: number, to: number): void;
	sumOfSquares(
		sites: number,
		z: number,
		scale: number,
		shift: number,
		out: number,
	): void;
	localAction(
		sites: number,
		links: number,
		neighbours: number,
		kinetic: number,
		potential: number,
		fields: number,
		out: number,
	): void;
	localActionGradient(
		sites: number,
		links: number,
		neighbours: number,
		kinetic: number,
		potential: number,
		fields: number,
		live: number,
		gradient: number,
	): void;
	negate(sites: number, value: number, out: number): void;
	addProduct(sites: number, factor: number, value: number, sum: number): void;
	alongDirection(
		outer: number,
		extent: number,
		inner: number,
		matrix: number,
		input: number,
		output: number,
	): void;
	scaleSites(
		sites: number,
		factor: number,
		input: number,
		output: number,
	): void;
	siteProducts(sites: number, a: number, b: number, out: number): void;
};
