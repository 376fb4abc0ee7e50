/** Jobs for the pool's tests. */
import { threadId } from "node:worker_threads";
import { openBackend } from "../../../tensor/backend.js";
import * as tf from "../../../tensor/tf.js";

export type Job =
	| { readonly kind: "thread" }
	| { readonly kind: "echo"; readonly value: unknown }
	| { readonly kind: "throw"; readonly message: string }
	| { readonly kind: "exit" }
	| { readonly kind: "hang"; readonly started: Int32Array }
	| { readonly kind: "gradient"; readonly x: readonly number[] }
	| { readonly kind: "add"; readonly to: Float64Array; readonly by: number };

export async function work(job: Job): Promise<unknown> {
	switch (job.kind) {
		case "thread":
			return threadId;
		case "echo":
			return job.value;
		case "throw":
			throw new RangeError(job.message);
		case "exit":
			return process.exit(3);
		case "hang":
			Atomics.store(job.started, 0, 1);
			for (;;);
		case "gradient": {
			await openBackend("wasm");
			return tf.tidy(() => [
				...tf
					.grad((x) => tf.sum(tf.tanh(x)))(tf.tensor1d([...job.x]))
					.dataSync(),
			]);
		}
		case "add":
			for (let i = 0; i < job.to.length; i++) job.to[i] += job.by;
			return null;
	}
}
