/**
 * The YAML file of `latticebench figures --spec`: which figures, of which rows, under which names.
 *
 *     figures:
 *       - chart: efficiency
 *         name: speed
 *         samplers: [hmc, realnvp]
 *         estimators: [chain, reweighted]
 *         labels: { hmc: HMC, realnvp: RealNVP }
 *         font: computer-modern
 *         axes: { x: { title: ESS per second, scale: log, domain: [100, 1e5] } }
 */
import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { firstLine, InputError } from "../../core/errors.js";
import { explainFileError } from "../../core/file-errors.js";
import { type BenchRecord, estimatorNames } from "../../core/record.js";
import { charts } from "../../reports/charts/registry.js";
import type { FigureChoice } from "../../reports/figures/select.js";
import { fontNames } from "../../reports/figures.js";
import { explain } from "../../suites/mistakes/explain.js";
import { locate, position } from "../../suites/mistakes/locate.js";
import { suggestion } from "../../suites/mistakes/nearest.js";
import type { SchemaNode } from "../../suites/mistakes/schema-walk.js";

const axis = z
	.strictObject({
		title: z.string().optional(),
		domain: z
			.tuple([z.number(), z.number()])
			.refine(
				([low, high]) => low < high,
				"expected [low, high], low below high",
			)
			.optional(),
		scale: z.enum(["linear", "log"]).optional(),
	})
	.refine(
		({ domain, scale }) =>
			scale !== "log" || domain === undefined || domain[0] > 0,
		{
			path: ["domain"],
			message: "expected ends above 0 on a logarithmic axis",
		},
	);

const figure = z.strictObject({
	chart: z.enum(charts.map(({ name }) => name)),
	name: z.string().min(1).optional(),
	targets: z.array(z.string()).min(1).optional(),
	samplers: z.array(z.string()).min(1).optional(),
	estimators: z.array(z.enum(estimatorNames)).min(1).optional(),
	labels: z.record(z.string(), z.string()).optional(),
	font: z.enum(fontNames).optional(),
	axes: z.strictObject({ x: axis.optional(), y: axis.optional() }).optional(),
});

const schema = z.strictObject({ figures: z.array(figure).min(1) });

/** @throws InputError with file:line:column, what was expected, and the nearest valid name */
export function readFigureSpec(
	path: string,
	records: readonly BenchRecord[],
): readonly FigureChoice[] {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (error) {
		throw new InputError(explainFileError("cannot read", path, error));
	}
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines });
	const fail = (where: { line: number; column: number }, message: string) => {
		throw new InputError(`${path}:${where.line}:${where.column}: ${message}`);
	};
	const [mistake] = document.errors;
	if (mistake !== undefined)
		fail(position(lines, mistake.pos[0]), firstLine(mistake.message));
	const value: unknown = document.toJS();
	const parsed = schema.safeParse(value);
	if (!parsed.success) {
		const node = z.toJSONSchema(schema) as SchemaNode;
		for (const problem of explain(parsed.error.issues, value, node))
			fail(
				locate(document, lines, problem.path, problem.key),
				problem.message.replace("the suite", "the figure specification"),
			);
		return [];
	}
	parsed.data.figures.forEach((choice, index) => {
		for (const [key, known] of [
			["targets", records.map((record) => record.action.label)],
			["samplers", records.map((record) => record.sampler.label)],
		] as const) {
			choice[key]?.forEach((name, at) => {
				if (known.includes(name)) return;
				const there = [...new Set(known)];
				fail(
					locate(document, lines, ["figures", index, key, at]),
					`${JSON.stringify(name)} is not in the records; expected one of ${there.join(", ")}${suggestion(name, there)}`,
				);
			});
		}
	});
	return parsed.data.figures;
}
