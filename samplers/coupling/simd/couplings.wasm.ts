/** Kernels of the coupling flows: what one thread does with a block of eight samples. */
export { affine, affineGradient, affineInverse, affineScore } from "./affine.as";
export { conv } from "./conv.as";
export { absolute, absoluteGradient, convInputGradient } from "./conv-inputs.as";
export { convBiasGradient, convWeightGradient, reduceLanes } from "./conv-weights.as";
export {
	addProduct,
	alongDirection,
	copyLanes,
	fromLanes,
	localAction,
	localActionGradient,
	negate,
	scaleSites,
	siteProducts,
	sumOfSquares,
	toLanes,
} from "./ends.as";
export { pointwise, pointwiseGradient, pointwiseInverse, pointwiseScore } from "./pointwise.as";
export { configureSpline, spline, splineGradient, splineInverse, splineScore } from "./spline.as";
