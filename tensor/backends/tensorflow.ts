/**
 * TensorFlow's own library through @tensorflow/tfjs-node-gpu (CUDA) or @tensorflow/tfjs-node. Neither
 * is needed: the first is an optional dependency, whose install fetches CUDA libraries and is
 * skipped where it cannot, the second is used when the user has it.
 */
import { execFileSync } from "node:child_process";
import { backend } from "@tensorflow/tfjs-core";
import { messageOf } from "../../core/errors.js";
import type { Device } from "../device.js";
import type { BackendEntry, OpenedBackend } from "./entry.js";
import { activate, coreVersion, hostDevice } from "./parts.js";

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
			// Its C++ part would otherwise write its greeting to standard error.
			process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
			const reasons: string[] = [];
			for (const name of packages) {
				try {
					return await start(name, (await load(name)) as TensorflowModule);
				} catch (error) {
					reasons.push(`${name} ${reasonOf(error, name)}`);
				}
			}
			throw new Error(reasons.join("; "));
		},
	};
}

export const tensorflow = tensorflowEntry((name) => import(name));

async function start(
	name: string,
	module: TensorflowModule,
): Promise<OpenedBackend> {
	await activate("tensorflow");
	const active = backend() as unknown as TensorflowBackend;
	const version = module.version?.["tfjs-node"];
	const library = active.binding?.TF_Version;
	return {
		device: active.isUsingGpuDevice === true ? gpu() : hostDevice(),
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

/** TensorFlow computes on the first visible GPU. */
function gpu(): Device {
	try {
		const list = execFileSync(
			"nvidia-smi",
			["--query-gpu=name", "--format=csv,noheader"],
			{
				encoding: "utf8",
				timeout: 10_000,
				stdio: ["ignore", "pipe", "ignore"],
			},
		);
		const name = list.split("\n")[0].trim();
		if (name !== "") return { kind: "gpu", name, count: 1 };
	} catch {
		// No such program, or no answer: the GPU computes all the same.
	}
	return { kind: "gpu", name: "CUDA device", count: 1 };
}
