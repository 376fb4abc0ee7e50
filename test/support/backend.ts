/**
 * The backend on which the tests of composed ops run: wasm, several times as fast as plain JavaScript, or
 * the one that LATTICEBENCH_TEST_BACKEND names, so that the same suites prove any backend:
 *
 *   LATTICEBENCH_TEST_BACKEND=tensorflow npx vitest run dist/test/samplers dist/test/actions
 */
import { openBackend } from "../../tensor/backend.js";
import type { Backend, BackendName } from "../../tensor/device.js";

/** @throws Error when the backend that was asked for is not available: no test is passed over in silence */
export function openTestBackend(): Promise<Backend> {
	const name = process.env.LATTICEBENCH_TEST_BACKEND ?? "wasm";
	return openBackend(name as BackendName);
}
