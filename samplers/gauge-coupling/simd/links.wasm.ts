/** Kernels of the coupling flow of links: what one thread does with a block of eight samples. */

export { conv } from "../../coupling/simd/conv.as";
export { absolute, absoluteGradient, convInputGradient } from "../../coupling/simd/conv-inputs.as";
export { convBiasGradient, convWeightGradient, reduceLanes } from "../../coupling/simd/conv-weights.as";
export { addProduct, copyLanes, fromLanes, toLanes } from "../../coupling/simd/ends.as";
export {
	configureSpline,
	spline,
	splineGradient,
	splineInverse,
	splineScore,
} from "../../coupling/simd/spline.as";
export {
	addPassive,
	carry,
	featureGradient,
	features,
	plaquettes,
	rotate,
	rotationGradient,
	wilson,
	wilsonGradient,
	wrapAll,
	wrapSites,
} from "./circle.as";
export { configureNcp, ncp, ncpGradient, ncpInverse, ncpScore } from "./ncp.as";
