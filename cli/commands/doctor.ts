/** `latticebench doctor`: what this machine has, which backend is chosen and why, and how fast it is. */
import { Command, Option } from "commander";
import { exitStatus } from "../../core/errors.js";
import {
	type BackendProbe,
	firstThatWorks,
	openBackend,
	probeBackends,
} from "../../tensor/backend.js";
import { listGpus } from "../../tensor/backends/webgpu.js";
import {
	type Backend,
	type BackendChoice,
	backendNames,
} from "../../tensor/device.js";
import { type Host, hostFacts } from "../../tensor/host.js";
import { measureSpeed, type Speed } from "../../tensor/speed.js";
import { handle } from "../command.js";

interface Findings {
	readonly host: Host;
	/** Names of the adapters that WebGPU can open, including software. */
	readonly gpus: readonly string[];
	readonly backends: readonly BackendProbe[];
	readonly chosen: Backend;
	readonly speed: Speed;
}

export function doctorCommand(): Command {
	return new Command("doctor")
		.addOption(
			new Option("--backend <name>", "the backend to examine")
				.choices(["auto", ...backendNames])
				.default("auto"),
		)
		.option("--json", "print the findings as one JSON object")
		.action(
			handle(async (options: { backend: BackendChoice; json?: true }) => {
				const backends = await probeBackends();
				const chosen = await openBackend(options.backend);
				const findings: Findings = {
					host: hostFacts(),
					gpus: await listGpus(),
					backends,
					chosen,
					speed: await measureSpeed(chosen),
				};
				process.stdout.write(
					options.json === true
						? `${JSON.stringify(findings, null, 2)}\n`
						: `${lines(findings).join("\n")}\n`,
				);
				return exitStatus.done;
			}),
		);
}

function lines({ host, gpus, backends, chosen, speed }: Findings): string[] {
	const { device } = chosen;
	const devices = device.count === 1 ? "" : `${device.count} x `;
	return [
		"machine",
		...table([
			["processor", host.cpu],
			["cores", `${host.cores} (worker threads by default)`],
			["memory", `${(host.memoryBytes / 2 ** 30).toFixed(1)} GiB`],
			["platform", `${host.platform}, Node ${host.node}, V8 ${host.v8}`],
			["WebAssembly SIMD", yesNo(host.simd)],
			["fused multiply-add", yesNo(host.kernels === "relaxed-simd")],
		]),
		"",
		...(gpus.length === 0
			? []
			: [
					"GPUs that WebGPU sees (LATTICEBENCH_GPU names one, by a part of its name)",
					...gpus.map((name) => `  ${name}`),
					"",
				]),
		"backends",
		...table(backends.map((probe) => [probe.name, describe(probe)])),
		"",
		`chosen: ${chosen.name} on ${devices}${device.name}`,
		`because: ${because(chosen)}`,
		"",
		"speed",
		...table([
			["memory", `${giga(speed.memoryBytesPerSecond)} GB/s, read and write`],
			...rates("to the device", speed.uploadBytesPerSecond),
			...rates("from the device", speed.downloadBytesPerSecond),
			["matrix product", `${giga(speed.matmulFlops)} GFLOP/s`],
			["conv2d 3x3", `${giga(speed.conv2dFlops)} GFLOP/s`],
			["with gradient", `${giga(speed.conv2dGradientFlops)} GFLOP/s`],
			...Object.entries(speed.elementwise).map(
				([name, seconds]) =>
					[name, `${(seconds * 1e9).toFixed(2)} ns an element`] as const,
			),
		]),
	];
}

/** The list already says why the earlier backends were passed over. */
function because({ reason }: Backend): string {
	return reason.startsWith(firstThatWorks)
		? `${firstThatWorks}, in the order above`
		: reason;
}

/** A rate of transfers, if there is one. */
function rates(
	name: string,
	bytesPerSecond: number | undefined,
): readonly (readonly [string, string])[] {
	return bytesPerSecond === undefined
		? []
		: [[name, `${giga(bytesPerSecond)} GB/s`]];
}

function describe(probe: BackendProbe): string {
	if (!probe.available) return `not available: ${probe.reason}`;
	const versions = Object.entries(probe.versions)
		.map(([name, version]) => `${name} ${version}`)
		.join(", ");
	const byName =
		probe.onlyByName === undefined ? "" : "; taken only when asked for by name";
	return `${probe.device.kind === "gpu" ? "GPU" : "CPU"} ${probe.device.name}${byName}; ${versions}`;
}

function table(rows: readonly (readonly [string, string])[]): string[] {
	const width = Math.max(...rows.map(([name]) => name.length));
	return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

function giga(value: number): string {
	return (value / 1e9).toPrecision(3);
}

function yesNo(value: boolean): string {
	return value ? "yes" : "no";
}
