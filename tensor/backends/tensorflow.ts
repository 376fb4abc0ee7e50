/**
 * TensorFlow's own library through @tensorflow/tfjs-node-gpu (CUDA) or @tensorflow/tfjs-node. Neither
 * is needed: the first is an optional dependency, whose install fetches CUDA libraries and is
 * skipped where it cannot, the second is used when the user has it. LATTICEBENCH_TENSORFLOW names a
 * folder in whose node_modules the package is, such as tensor/native/ makes; then only that counts.
 */
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { backend } from "@tensorflow/tfjs-core";
import { messageOf } from "../../core/errors.js";
import { activate, coreVersion, hostDevice } from "./activate.js";
import type { BackendEntry, OpenedBackend } from "./entry.js";
import { cudaDevice } from "./nvidia.js";

const packages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"];

/** What the packages export, as far as it is used. */
interface TensorflowModule {
	readonly version?: Readonly<Record<string, string>>;
}

/** Fields of their backend that are not in the common interface. */
interface TensorflowBackend {
	readonly isUsingGpuDevice?: boolean;
	readonly binding?: { readonly TF_Version?: string };
}

/** `load` imports a package by name; tests pass their own. */
export function tensorflowEntry(
	load: (name: string) => Promise<unknown>,
): BackendEntry {
	return {
		name: "tensorflow",
		label: "TensorFlow's own library, on CUDA where it finds it",
		async open() {
			prepareProcess();
			const reasons: string[] = [];
			for (const name of packages) {
				try {
					return await start(name, (await load(name)) as TensorflowModule);
				} catch (error) {
					reasons.push(`${name} ${reasonOf(error, name)}`);
				}
			}
			const folder = ownFolder();
			const where =
				folder === undefined ? "" : ` (LATTICEBENCH_TENSORFLOW is ${folder})`;
			throw new Error(`${reasons.join("; ")}${where}`);
		},
	};
}

export const tensorflow = tensorflowEntry((name) => {
	const folder = ownFolder();
	return folder === undefined ? import(name) : importFrom(folder, name);
});

/** Where alone the packages are looked for, if the user says so. */
function ownFolder(): string | undefined {
	return process.env.LATTICEBENCH_TENSORFLOW || undefined;
}

/** Imports a package of the folder's node_modules. */
export async function importFrom(
	folder: string,
	name: string,
): Promise<unknown> {
	const require = createRequire(join(resolve(folder), "index.js"));
	return import(pathToFileURL(require.resolve(name)).href);
}

/** What the packages expect of the process, before their first line runs. */
function prepareProcess(): void {
	// The C++ part would otherwise write its greeting to standard error.
	process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
	// CUDA and nvidia-smi then count the GPUs alike, so that the right one is named.
	process.env.CUDA_DEVICE_ORDER ??= "PCI_BUS_ID";
	// Node 23 removed this; the packages' last version still calls it.
	const util = createRequire(import.meta.url)("node:util") as {
		isNullOrUndefined?: (value: unknown) => boolean;
	};
	util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

async function start(
	name: string,
	module: TensorflowModule,
): Promise<OpenedBackend> {
	await activate("tensorflow");
	const active = backend() as unknown as TensorflowBackend;
	const version = module.version?.["tfjs-node"];
	const library = active.binding?.TF_Version;
	return {
		device: active.isUsingGpuDevice === true ? cudaDevice() : hostDevice(),
		versions: {
			...coreVersion,
			...(version === undefined ? {} : { [name]: version }),
			...(library === undefined ? {} : { libtensorflow: library }),
		},
	};
}

/** Not installed is the ordinary case; anything else is told in the first line of its message. */
function reasonOf(error: unknown, name: string): string {
	const message = messageOf(error).split("\n")[0].trim();
	const code = (error as { code?: unknown } | null)?.code;
	const missing =
		(code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") &&
		message.includes(`'${name}'`);
	return missing ? "is not installed" : `does not load: ${message}`;
}
