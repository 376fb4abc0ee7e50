/**
 * TensorFlow's own library, through @tensorflow/tfjs-node-gpu (CUDA) or @tensorflow/tfjs-node.
 * Neither is required. The first is an optional dependency: its install downloads CUDA libraries
 * and is skipped where it fails. The second is used if the user has installed it.
 * LATTICEBENCH_TENSORFLOW names a folder whose node_modules holds the package (tensor/native/ makes
 * one); then no other place is searched.
 */
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { backend } from "@tensorflow/tfjs-core";
import { defined } from "../../core/elements.js";
import { firstLine, messageOf } from "../../core/errors.js";
import { activate, coreVersion, hostDevice } from "./activate.js";
import type { BackendEntry, OpenedBackend } from "./entry.js";
import { cudaDevice } from "./nvidia.js";

const packages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"];

/** The exports of the packages that we use. */
interface TensorflowModule {
	readonly version?: Readonly<Record<string, string>>;
}

/** Fields of their backend that the common interface lacks. */
interface TensorflowBackend {
	readonly isUsingGpuDevice?: boolean;
	readonly binding?: { readonly TF_Version?: string };
}

/** `load` imports a package by name. Tests pass their own. */
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

/** The only folder to search for the packages, if the user names one. */
function ownFolder(): string | undefined {
	return process.env.LATTICEBENCH_TENSORFLOW || undefined;
}

/** Imports a package from the folder's node_modules. */
export async function importFrom(
	folder: string,
	name: string,
): Promise<unknown> {
	const require = createRequire(join(resolve(folder), "index.js"));
	return import(pathToFileURL(require.resolve(name)).href);
}

/** Prepares the process before the first line of the packages runs. */
function prepareProcess(): void {
	// Without this, the C++ part writes its greeting to standard error.
	process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
	// CUDA and nvidia-smi then number the GPUs alike, so we name the right one.
	process.env.CUDA_DEVICE_ORDER ??= "PCI_BUS_ID";
	// Node 23 removed this function, but the last version of the packages still calls it.
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
			...defined({ [name]: version, libtensorflow: library }),
		},
	};
}

/**
 * A package that is not installed is the ordinary case. For any other error, the first line of its
 * message is the reason.
 */
function reasonOf(error: unknown, name: string): string {
	const message = firstLine(messageOf(error)).trim();
	const code = (error as { code?: unknown } | null)?.code;
	const missing =
		(code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") &&
		message.includes(`'${name}'`);
	return missing ? "is not installed" : `does not load: ${message}`;
}
