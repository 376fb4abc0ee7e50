/**
 * Records made up for tests of the reports: deterministic, complete, and physically plausible only
 * in their orders of magnitude. Nothing here was measured; nothing here may leave the tests.
 */
import { phi4 } from "../../actions/scalar/phi4.js";
import type {
	BenchRecord,
	Check,
	EstimatorName,
	EstimatorResult,
	ObservableResult,
} from "../../core/record.js";
import { factsOf } from "../../metrics/cell/facts.js";
import { derivedQuantities } from "../../metrics/derived/registry.js";
import { observables } from "../../metrics/registry.js";

export interface SyntheticOptions {
	readonly extents?: readonly number[];
	readonly samplers?: readonly {
		readonly name: string;
		readonly label: string;
	}[];
	readonly seeds?: readonly number[];
	readonly machine?: string;
	readonly kind?: "cpu" | "gpu";
	readonly commit?: string;
	readonly startedAt?: string;
	/** Label of a sampler whose reference check fails. */
	readonly failing?: string;
	/** Multiplies all rates. */
	readonly speed?: number;
	readonly suite?: string;
}

export const fourSamplers = [
	{ name: "hmc", label: "hmc" },
	{ name: "realnvp", label: "realnvp" },
	{ name: "neural-spline", label: "neural-spline" },
	{ name: "equivariant-cnf", label: "equivariant-cnf" },
] as const;

/** A small generator of its own, so that the fixtures do not depend on what they test. */
function stream(seed: number): () => number {
	let state = (seed * 2654435761 + 1013904223) >>> 0;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		let x = state;
		x = Math.imul(x ^ (x >>> 16), 0x45d9f3b) >>> 0;
		x = Math.imul(x ^ (x >>> 16), 0x45d9f3b) >>> 0;
		return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
	};
}

function normal(uniform: () => number): number {
	const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
	return radius * Math.cos(2 * Math.PI * uniform());
}

const means: Readonly<Record<string, number>> = {
	absMagnetization: 0.1785,
	magnetization2: 0.0471,
	phi2: 0.1812,
	isingEnergy: 0.0934,
	actionDensity: 0.2431,
	susceptibility: 1.0432,
	binder: 0.341,
	correlationLength: 1.512,
};

export function syntheticRecords(
	options: SyntheticOptions = {},
): BenchRecord[] {
	const { extents = [6], samplers = fourSamplers, seeds = [1, 2, 3] } = options;
	return extents.flatMap((extent) =>
		samplers.flatMap((sampler, place) =>
			seeds.map((seed) => record(options, extent, sampler, place, seed)),
		),
	);
}

function record(
	options: SyntheticOptions,
	extent: number,
	sampler: { readonly name: string; readonly label: string },
	place: number,
	seed: number,
): BenchRecord {
	const uniform = stream(1000 * extent + 100 * place + seed);
	const chain = sampler.name === "hmc" || place % 4 === 0;
	const draws = 40000;
	const volume = extent * extent;
	const tau = chain ? 0.05 * extent ** 1.9 * (1 + 0.04 * normal(uniform)) : 0.5;
	const quality = chain
		? 1 / (2 * tau)
		: Math.exp(-(volume / 36) * [0.9, 0.55, 0.28, 0.09][place % 4]);
	const drawSeconds =
		(chain ? 0.4 : [1, 2.2, 3.1, 5.5][place % 4]) *
		(volume / 36) *
		(1 + 0.02 * normal(uniform));
	const prepSeconds = chain
		? 0.35
		: [20, 58, 61, 75][place % 4] * (1 + 0.05 * normal(uniform));
	const speed = options.speed ?? 1;
	const names: readonly EstimatorName[] = chain
		? ["chain"]
		: ["reweighted", "metropolis"];
	const estimators: Partial<Record<EstimatorName, EstimatorResult>> = {};
	const efficiency: BenchRecord["efficiency"] = {};
	const checks: Record<string, Check> = {};
	for (const name of names) {
		const share = name === "metropolis" ? quality * 0.72 : quality;
		const observables: Record<string, ObservableResult> = {};
		Object.entries(means).forEach(([observable, mean], index) => {
			const ess = draws * share * (0.7 + 0.06 * index);
			const error = (0.4 * mean) / Math.sqrt(ess);
			const z =
				options.failing === sampler.label && observable === "absMagnetization"
					? 6.5
					: normal(uniform);
			observables[observable] = {
				status: "ok",
				value: mean + z * error,
				error,
				...(name === "reweighted"
					? {}
					: {
							tauInt: draws / (2 * ess),
							tauIntError: (0.05 * draws) / (2 * ess),
							window: Math.ceil((6 * draws) / (2 * ess)),
						}),
				ess,
				essError: 0.05 * ess,
			};
			if (index < 6) {
				const pValue = Math.max(
					1e-12,
					Math.exp(-0.6 * z * z - 0.6 * Math.abs(z)),
				);
				checks[`${name} ${observable}`] = {
					claim: `⟨${observable}⟩ agrees with its reference value`,
					statistic: z,
					kind: "z",
					p: Math.min(1, pValue),
					verdict: Math.abs(z) > 5 ? "fail" : "pass",
					estimator: name,
					observable,
					measured: { value: mean + z * error, error },
					reference: { value: mean, error: error / 20 },
					source: "synthetic",
				};
			}
		});
		const ess = observables.absMagnetization.ess as number;
		const rate = (speed * ess) / drawSeconds;
		estimators[name] = {
			observables,
			slowest: "absMagnetization",
			draws,
			acceptance: chain ? 0.82 : 0.3 + 0.6 * quality,
			...(chain
				? { chains: 32, rHat: 1.002 }
				: {
						kishEss: draws * quality,
						kishEssError: 200,
						paretoK: 0.15 + 0.1 * place,
					}),
		};
		const prep = prepSeconds / speed;
		const cost = (n: number) => ({
			value: prep + n / rate,
			low: prep + n / (rate * 1.06),
			high: prep + n / (rate * 0.94),
		});
		efficiency[name] = {
			essPerDeviceSecond: { value: rate, low: rate * 0.94, high: rate * 1.06 },
			essPerEvaluation: { value: share / 10, low: share / 11, high: share / 9 },
			deviceSecondsTo: { "1e2": cost(1e2), "1e4": cost(1e4), "1e6": cost(1e6) },
		};
	}
	checks.identity = {
		claim: "⟨exp(-ΔH)⟩ = 1, or the Schwinger-Dyson identity of the action",
		statistic: normal(uniform),
		kind: "z",
		p: 0.4,
		verdict: "pass",
	};
	const phase = (seconds: number) => ({
		seconds: seconds / speed,
		deviceSeconds: seconds / speed,
		coreSeconds: (2 * seconds) / speed,
		actionEvaluations: 1000,
		gradientEvaluations: 1000,
	});
	const steps = Array.from({ length: 60 }, (_, i) => i * 20);
	return {
		schema: 1,
		key: keyOf(`${extent} ${sampler.label} ${sampler.name} ${seed}`),
		suite: options.suite ?? "Four samplers at ξ = L/4",
		status: "completed",
		action: {
			name: "phi4",
			label: `E${extents5.indexOf(extent) + 1 || extent}`,
			symbol: phi4.symbol,
			shape: [extent, extent],
			parameters: { m2: -4, lambda: 6.975 },
			couplings: { ...phi4.couplings },
		},
		sampler: {
			...sampler,
			options: chain ? { trajectory: 1 } : { layers: 16 },
		},
		seed,
		draws,
		estimators,
		quantities: factsOf(observables, derivedQuantities),
		checks,
		cost: {
			compile: phase(0.05),
			...(chain
				? { tune: phase(0.15), thermalise: phase(0.15) }
				: { train: phase(prepSeconds - 0.05) }),
			draw: phase(drawSeconds),
			measure: phase(0.2),
		},
		efficiency,
		...(chain
			? {}
			: {
					history: [
						{
							phase: "train",
							columns: {
								step: steps,
								deviceSeconds: steps.map((s) => (s / 1200) * prepSeconds),
								loss: steps.map(
									(s) =>
										-6.98 +
										8 * Math.exp(-s / 150) +
										(1 - quality) * 0.4 +
										0.03 * normal(uniform),
								),
								ess: steps.map((s) =>
									Math.min(
										1,
										Math.max(
											0,
											quality * (1 - Math.exp(-s / 250)) +
												0.01 * normal(uniform),
										),
									),
								),
							},
						},
					],
				}),
		diagnostics: {
			...forExperts(extent),
			...(chain
				? {}
				: { logWeights: histogram(uniform, Math.sqrt(-Math.log(quality))) }),
			traces: {
				stride: 40,
				series: Object.fromEntries(
					["absMagnetization", "actionDensity"].map((observable) => [
						observable,
						Array.from({ length: chain ? 4 : 1 }, () =>
							autoregressive(
								uniform,
								250,
								chain ? 0.5 : 0.2,
								means[observable],
							),
						),
					]),
				),
			},
			autocorrelation: Object.fromEntries(
				["absMagnetization", "actionDensity"].map((observable) => {
					const t = chain ? tau : 0.8;
					const rho = Array.from({ length: 40 }, (_, i) =>
						i === 0 ? 1 : Math.exp(-i / t) + 0.008 * normal(uniform),
					);
					return [
						observable,
						{
							rho,
							error: rho.map((_, i) => (i === 0 ? 0 : 0.008)),
							window: Math.ceil(6 * t),
						},
					];
				}),
			),
			twoPoint: {
				value: Array.from(
					{ length: extent / 2 + 1 },
					(_, t) =>
						0.03 *
						Math.cosh((extent / 2 - t) * (4 / extent)) *
						(1 + 0.004 * normal(uniform)),
				),
				error: Array.from({ length: extent / 2 + 1 }, () => 0.0002),
			},
		},
		environment: {
			versions: { latticebench: "0.1.0", node: "20.20.2" },
			commit: options.commit ?? "0123456789abcdef0123456789abcdef01234567",
			dirty: false,
			lockfile: "ab".repeat(32),
			backend: "wasm",
			device: {
				kind: options.kind ?? "cpu",
				name: options.machine ?? "Imaginary Processor 9000",
				count: 1,
			},
			cpu: options.machine ?? "Imaginary Processor 9000",
			cores: 2,
			threads: 2,
			memoryBytes: 8 * 2 ** 30,
			platform: "linux x64",
			session: "synthetic",
			startedAt: options.startedAt ?? "2026-01-01T00:00:00.000Z",
			argv: ["latticebench", "run", "quick"],
		},
	};
}

const extents5 = [6, 8, 10, 12, 14];

function keyOf(text: string): string {
	let hash = 0xcbf29ce484222325n;
	for (const char of text) {
		hash ^= BigInt(char.codePointAt(0) ?? 0);
		hash = (hash * 0x100000001b3n) & 0xffffffffffffffffn;
	}
	return hash.toString(16).padStart(16, "0");
}

function autoregressive(
	uniform: () => number,
	length: number,
	memory: number,
	mean: number,
): number[] {
	let x = normal(uniform);
	return Array.from({ length }, () => {
		x = memory * x + Math.sqrt(1 - memory * memory) * normal(uniform);
		return mean * (1 + 0.3 * x);
	});
}

function histogram(uniform: () => number, width: number) {
	const bins = 40;
	const logs = Array.from({ length: 4000 }, () => width * normal(uniform));
	const top = Math.max(...logs);
	const low = Math.min(...logs) - top;
	const edges = Array.from(
		{ length: bins + 1 },
		(_, i) => low * (1 - i / bins),
	);
	const counts = new Array<number>(bins).fill(0);
	for (const log of logs) {
		const at = Math.floor(((log - top - low) / -low) * bins);
		counts[Math.min(bins - 1, Math.max(0, at))]++;
	}
	return { edges, counts };
}

/** Names that break careless output, for every kind of it. */
export const hostileNames: readonly string[] = [
	"</script><script>window.hacked=1</script>",
	"<!--<script>window.hacked=1//",
	"--><img src=x onerror=window.hacked=1>",
	'"><svg onload=window.hacked=1>',
	"' onmouseover='window.hacked=1",
	"</title></style></textarea><script>window.hacked=1</script>",
	"]]><script>window.hacked=1</script>",
	"&lt;b&gt;&amp;&#x3c;",
	// biome-ignore lint/suspicious/noTemplateCurlyInString: a name, not a template
	"${window.hacked=1}{{constructor.constructor('window.hacked=1')()}}",
	"javascript:window.hacked=1",
	'=HYPERLINK("http://example.org","x")',
	"+1+cmd|' /C calc'!A0",
	"-2+3",
	"@SUM(1+1)",
	"\t=1+1",
	"\\input{/etc/passwd} \\write18{ls} $x$ %comment",
	"100% & #1 _a_ ^b^ ~c~ {d} \\",
	"[optional]*",
	"🧪🚀👩‍🔬 flow",
	"سمپلر مونت کارلو",
	"\u202eright to left override\u202c",
	"a\u0000b\u001b[31mred\u001b[0m\u0007",
	"\ud800 lone surrogate",
	"line\nbreak\r\nand\ttab",
	"\u2028separator\u2029",
	"|pipe|`code`**bold**[link](http://example.org)",
	"x".repeat(500),
	"漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
	"   ",
	"__proto__",
	"constructor",
	"datum['x'] + event.item",
];

/** Deterministic shapes, without a share in the random numbers of the rest. */
function forExperts(extent: number): BenchRecord["diagnostics"] {
	const steps = Array.from({ length: 8 }, (_, i) => (i + 1) / 8);
	const bell = steps.map((x) => Math.exp(-((x - 0.5) ** 2) / 0.05));
	const side = Math.min(8, extent / 2) + 1;
	const modes = Array.from({ length: side * side }, (_, i) => {
		const [m, n] = [Math.floor(i / side), i % side];
		return 1 / (0.4 + m * m + n * n);
	});
	return {
		essGrowth: {
			observable: "absMagnetization",
			draws: steps.map((x) => 1000 * x),
			ess: steps.map((x) => 310 * x),
		},
		histograms: {
			actionDensity: { edges: [0, ...steps], counts: bell },
			energyChange: {
				edges: [-0.125, ...steps.map((x) => x - 0.125)],
				counts: bell,
			},
		},
		modes: {
			extents: [extent, extent],
			shape: [side, side],
			value: modes,
			error: modes.map((value) => value / 50),
		},
		pictures: {
			quantity: "φ",
			shape: [2, 2],
			low: -1,
			high: 1,
			fields: ["AID/QA=="],
		},
	};
}
