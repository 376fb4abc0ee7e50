/**
 * The preparation of an outside sampler: start, ask, verify its convention, train within the budget. The
 * phases of the clock follow what the child says it does.
 */
import type { Action } from "../../actions/action.js";
import { hostEvaluation } from "../../actions/host-evaluation.js";
import { CellEnding, messageOf } from "../../core/errors.js";
import type { Budget, Context, Prepared } from "../sampler.js";
import { readReals } from "./arrays/read-array.js";
import { sendFields } from "./arrays/send-fields.js";
import { withLog } from "./child/conversation.js";
import { graceOver } from "./child/grace.js";
import { checkCount, checkFields, compareConvention } from "./convention.js";
import { Curve } from "./curve.js";
import type { ExternalOptions } from "./options.js";
import { PreparedExternal } from "./prepared.js";
import {
	type ActionDescription,
	describeAction,
} from "./protocol/action-description.js";
import type { Introduction } from "./protocol/initialize.js";
import { seedOf } from "./seed.js";
import { openSession, type Session } from "./session.js";

export async function prepareExternal(
	action: Action,
	options: ExternalOptions,
	budget: Budget,
	context: Context,
): Promise<Prepared> {
	const { meter, threads, backend, folder = process.cwd() } = context;
	await meter.phase("start");
	const { session, about } = await openSession({
		options,
		folder,
		threads,
		device: backend.device,
		log: (text) => process.stderr.write(text),
	});
	const abort = () => interrupt(session);
	context.signal.addEventListener("abort", abort);
	try {
		const description = describeAction(action);
		await askWhetherSupported(session, description);
		const prepared = new PreparedExternal(action, about, session, context);
		if (about.capabilities.logDensity)
			await verifyConvention(session, action, description);
		const { resume } = context;
		if (resume?.prepared && resume.files !== undefined)
			await prepared.restore(description, resume);
		else await train(session, about, description, prepared, budget, context);
		return prepared;
	} catch (error) {
		await session.close();
		throw error;
	} finally {
		context.signal.removeEventListener("abort", abort);
	}
}

/** The user does not want to wait: the child may finish what it has begun within its grace. */
function interrupt(session: Session): void {
	if (session.conversation.waitingFor === "prepare")
		session.conversation.notify("stop");
	setTimeout(
		() =>
			session.conversation.fail(
				new CellEnding("failed", "the sampler was interrupted"),
			),
		1000 * session.limits.grace,
	).unref();
}

/** @throws CellEnding with the status `skipped` and the child's reason */
async function askWhetherSupported(
	session: Session,
	action: ActionDescription,
): Promise<void> {
	const verdict = await session.call("supports", { action });
	if (!verdict.ok) throw new CellEnding("skipped", verdict.reason);
}

/** @throws CellEnding that names the wrong factor, where S of the child is not ours */
async function verifyConvention(
	session: Session,
	action: Action,
	description: ActionDescription,
): Promise<void> {
	const fields = checkFields(action);
	const dir = session.scratch.folder();
	const sent = sendFields(dir, fields, action.space);
	const answer = await session.callIfKnown("check", {
		action: description,
		count: checkCount,
		fields: sent,
		dir,
	});
	if (answer === undefined) return;
	const theirs = await told(session, () =>
		readReals(dir, answer.arrays.action),
	);
	const ours = await hostEvaluation(action).values(fields);
	const verdict =
		String(theirs.shape) === String([checkCount])
			? compareConvention(action, fields, theirs.data, ours)
			: {
					ok: false as const,
					reason: `its S of ${checkCount} fields has the shape [${theirs.shape.join(", ")}]`,
				};
	session.scratch.discard(dir);
	if (!verdict.ok) throw new CellEnding("failed", `check: ${verdict.reason}`);
	if (verdict.note !== undefined) session.log.note(verdict.note);
}

/** Sentences about what the child sent, with the end of its log. */
async function told<T>(session: Session, work: () => T): Promise<T> {
	try {
		return work();
	} catch (error) {
		throw new CellEnding("failed", withLog(messageOf(error), session.log));
	}
}

async function train(
	session: Session,
	about: Introduction,
	action: ActionDescription,
	prepared: PreparedExternal,
	budget: Budget,
	{ meter, random, progress }: Context,
): Promise<void> {
	const curve = new Curve(
		about.structure === "chains" ? "tune" : "train",
		() => meter.seconds,
	);
	await meter.phase(curve.stage);
	const dir = session.scratch.folder();
	const endClock = deadline(session, budget.seconds);
	// Phases change in the order of the messages.
	let phases = Promise.resolve();
	try {
		const answer = await session.call(
			"prepare",
			{
				action,
				budget: {
					seconds: Number.isFinite(budget.seconds) ? budget.seconds : null,
					...(budget.steps === undefined ? {} : { steps: budget.steps }),
				},
				seed: seedOf(random.fork("prepare")),
				dir,
			},
			{
				progress: (numbers) => {
					const before = curve.stage;
					curve.add(numbers);
					const { stage } = curve;
					if (stage !== before) phases = phases.then(() => meter.phase(stage));
					progress(
						curve.fraction ??
							Math.min(
								0.99,
								Math.max(
									meter.seconds / budget.seconds,
									(curve.latest.step ?? 0) /
										(budget.steps ?? Number.POSITIVE_INFINITY),
								),
							),
						curve.latest,
					);
				},
			},
		);
		await phases;
		meter.count(prepared.counted(answer.evaluations));
		prepared.trained(curve.history(), answer.facts);
	} finally {
		endClock();
		session.scratch.discard(dir);
	}
}

/**
 * At the end of the budget the child is told to stop; after its grace it is ended.
 * @returns a function that ends this
 */
function deadline(session: Session, seconds: number): () => void {
	const over = new AbortController();
	if (!Number.isFinite(seconds)) return () => {};
	const grace = Math.max(session.limits.grace, 0.1 * seconds);
	const timer = setTimeout(() => {
		session.conversation.notify("stop");
		graceOver(session.child, grace, over.signal).then(
			() =>
				session.conversation.fail(
					new CellEnding(
						"timeout",
						withLog(
							`the sampler did not end its preparation within the ${seconds} s of its budget, nor within ${grace} s of grace after it was told to stop`,
							session.log,
						),
					),
				),
			// It has stopped.
			() => {},
		);
	}, 1000 * seconds).unref();
	return () => {
		clearTimeout(timer);
		over.abort();
	};
}
