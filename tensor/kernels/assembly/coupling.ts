/** Kernels of the coupling flows: what one thread does to a block of eight samples. */
export { affine, affineGradient, affineInverse, affineScore } from "./_affine";
export { conv } from "./_conv";
export { absolute, absoluteGradient, convInputGradient } from "./_conv-inputs";
export { convBiasGradient, convWeightGradient, reduceLanes } from "./_conv-weights";
export { addProduct, alongDirection, copyLanes, fromLanes, localAction, localActionGradient, negate, scaleSites, siteProducts, sumOfSquares, toLanes } from "./_flow-ends";
export { spline, splineGradient, splineInverse, splineScore } from "./_spline";
