/**
 * The checks of the conformance kit, in the order in which they run. What matters most comes first, in case
 * the time runs out.
 */
import type { ConformanceCheck } from "./check.js";
import { checkpoint } from "./lines/checkpoint.js";
import { clock } from "./lines/clock.js";
import { convention } from "./lines/convention.js";
import { declines } from "./lines/declines.js";
import { errors } from "./lines/errors.js";
import { batchMates, bracket, symmetry } from "./lines/log-density.js";
import { notFinite } from "./lines/not-finite.js";
import { freeFieldPhysics, phi4Physics } from "./lines/physics.js";
import { seeds } from "./lines/seeds.js";
import { drawCounts, shapes } from "./lines/shapes.js";
import { speaks } from "./lines/speaks.js";
import { stop } from "./lines/stop.js";

export const conformanceChecks: readonly ConformanceCheck[] = [
	speaks,
	declines,
	convention,
	shapes,
	drawCounts,
	freeFieldPhysics,
	bracket,
	batchMates,
	notFinite,
	phi4Physics,
	clock,
	seeds,
	checkpoint,
	stop,
	errors,
	symmetry,
];
