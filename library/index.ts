/**
 * What the user's own modules import under the name "latticebench", wherever they lie:
 *
 *   import { scalarAction, z } from "latticebench";
 *
 * The running program answers to that name (library/hooks.ts), so that modules share its TensorFlow.js
 * and its schemas; nothing has to be installed beside them.
 */

export { z } from "zod";
export type {
	Action,
	ActionDefinition,
	Family,
	Polynomial,
	Structure,
	Symmetry,
} from "../actions/action.js";
export { polynomialOf } from "../actions/action.js";
export type { Geometry } from "../actions/manifolds/manifold.js";
export { geometryOf } from "../actions/manifolds/registry.js";
export { scalarAction } from "../actions/scalar/scalar-action.js";
export { shiftForward } from "../actions/shift.js";
export type { Ensemble } from "../core/ensemble.js";
export type { FieldSpace, Manifold } from "../core/field-space.js";
export {
	createFieldSpace,
	describeSpace,
	isRealScalar,
} from "../core/field-space.js";
export type { Lattice } from "../core/lattice.js";
export {
	coordinate,
	createLattice,
	neighbours,
	shifted,
} from "../core/lattice.js";
export type { Random } from "../core/random.js";
export { createRandom, fillNormal } from "../core/random.js";
export type { Verdict } from "../core/verdict.js";
export type { Observable } from "../metrics/observable.js";
export { scalarObservable } from "../metrics/observables/scalar/real-scalar.js";
export type {
	Budget,
	Checkpoint,
	Context,
	Prepared,
	Sampler,
	SamplerDefinition,
} from "../samplers/sampler.js";
export * as tf from "../tensor/tf.js";
