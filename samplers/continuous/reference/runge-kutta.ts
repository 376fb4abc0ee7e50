/** Classical fourth-order Runge-Kutta in TensorFlow.js ops, for a field with a running integral. */
import * as tf from "../../../tensor/tf.js";

/** v at [batch, V], and the rate of the integral at [batch], at time `half` / (2 steps). */
export type Velocity = (
	state: tf.Tensor2D,
	half: number,
) => { readonly velocity: tf.Tensor2D; readonly rate: tf.Tensor1D };

/**
 * Integrates from t = 0 to 1, or back from 1 to 0. The integral runs over the path taken.
 * @param visit sees the state after each step
 */
export function rungeKutta(
	start: tf.Tensor2D,
	steps: number,
	back: boolean,
	velocity: Velocity,
	visit?: (state: tf.Tensor2D) => void,
): { readonly end: tf.Tensor2D; readonly integral: tf.Tensor1D } {
	const sign = back ? -1 : 1;
	const h = sign / steps;
	let state = start;
	let integral = tf.zeros([start.shape[0]]) as tf.Tensor1D;
	for (let step = 0; step < steps; step++) {
		const time = back ? 2 * (steps - step) : 2 * step;
		let stage = state;
		let slope: tf.Tensor = tf.zerosLike(state);
		let rate: tf.Tensor = tf.zerosLike(integral);
		for (const [half, weight, onward] of [
			[0, 1, 0.5],
			[1, 2, 0.5],
			[1, 2, 1],
			[2, 1, 0],
		]) {
			const here = velocity(stage, time + sign * half);
			slope = tf.add(slope, tf.mul(here.velocity, weight));
			rate = tf.add(rate, tf.mul(here.rate, weight));
			stage = tf.add(state, tf.mul(here.velocity, h * onward));
		}
		state = tf.add(state, tf.mul(slope, h / 6));
		integral = tf.add(integral, tf.mul(rate, h / 6));
		visit?.(state);
	}
	return { end: state, integral };
}
