/** The folder of a run in the form that the live page and `status` show. */
import { defined } from "../core/elements.js";
import type { BenchRecord } from "../core/record.js";
import { type CellView, snapshotOf } from "../harness/follow/snapshot.js";
import { fractionOf, timeLeft } from "../harness/follow/time-left.js";
import type { TrailPoint } from "../harness/follow/trail.js";
import type {
	LiveCell,
	LiveCurve,
	LiveKind,
	LiveRun,
} from "../reports/live/live.js";

/** @throws InputError if it is not the folder of a run */
export function liveRunOf(folder: string): LiveRun {
	const snapshot = snapshotOf(folder);
	const secondsLeft = timeLeft(snapshot);
	return {
		title: snapshot.title,
		at: new Date().toISOString(),
		cells: snapshot.cells.map(liveCell),
		...defined({ secondsLeft }),
		goesOn:
			snapshot.inUse ||
			snapshot.cells.some(
				({ state }) => state === "running" || state === "queued",
			),
		troubles: snapshot.troubles,
	};
}

function liveCell(view: CellView): LiveCell {
	const { target, sampler, seed, state, reason, trail, record, seconds } = view;
	const kind = kindOf(view);
	const points = trail?.points ?? [];
	const last = points.at(-1);
	const fraction = kind === "done" ? 1 : fractionOf(view);
	const size = kind === "done" ? sizeOf(record) : sizeSoFar(last);
	const where = trail?.task === undefined ? trail?.host : `task ${trail.task}`;
	return {
		target,
		sampler,
		seed,
		kind,
		state,
		...defined({ reason }),
		...(last === undefined || kind !== "running" ? {} : { now: nowOf(last) }),
		fraction,
		...defined({ seconds }),
		...(seconds === undefined || fraction < 0.02
			? {}
			: { secondsLeft: (seconds * (1 - fraction)) / fraction }),
		...size,
		...defined({ where }),
		curves: curvesOf(points),
	};
}

function kindOf({ state }: CellView): LiveKind {
	if (state === "running") return "running";
	if (state === "waiting" || state === "queued") return "waiting";
	return state === "completed" || state === "skipped" ? "done" : "bad";
}

function nowOf({ stage, phase, fraction }: TrailPoint): string {
	const what = stage === "evaluate" ? "evaluate" : phase;
	return `${what} ${Math.round(100 * fraction)} %`;
}

type Size = Pick<LiveCell, "ess" | "draws">;

function sizeSoFar(last: TrailPoint | undefined): Size {
	if (last?.stage !== "draw") return {};
	const { ess, draws } = last.values;
	return {
		...defined({ ess, draws }),
	};
}

/** The headline ESS of a record, of its first estimator. */
function sizeOf(record: BenchRecord | undefined): Size {
	const { chain, reweighted } = record?.estimators ?? {};
	const result = chain ?? reweighted;
	const ess = result?.observables[result.slowest ?? ""]?.ess;
	return result === undefined || ess === undefined
		? {}
		: { ess, draws: result.draws };
}

/** What is drawn, in this order, two at most. A flow's ESS in training is a share of its draws. */
const followed = [
	{ stage: "prepare", key: "loss", name: "loss" },
	{ stage: "prepare", key: "ess", name: "ESS share" },
	{ stage: "draw", key: "ess", name: "ESS" },
	{ stage: "prepare", key: "acceptance", name: "acceptance" },
	{ stage: "prepare", key: "tau", name: "τ" },
] as const;
const mostCurves = 2;

function curvesOf(points: readonly TrailPoint[]): readonly LiveCurve[] {
	return followed
		.map(({ stage, key, name }) => ({
			name,
			points: points.flatMap((point): [number, number][] => {
				const value = point.values[key];
				return value === undefined || point.stage !== stage
					? []
					: [[point.at, value]];
			}),
		}))
		.filter((curve) => curve.points.length >= 2)
		.slice(0, mostCurves);
}
