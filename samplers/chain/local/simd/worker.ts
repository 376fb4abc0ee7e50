/** Runs in the worker threads: local and cluster updates of scalar chains. */

import type { LocalSetup } from "../program.js";
import { LocalBlock } from "./block.js";
import { blockMaker, type LocalJob, workOn } from "./job.js";

const block = blockMaker((setup: LocalSetup) => new LocalBlock(setup));

export const work = (job: LocalJob<LocalSetup>): null =>
	workOn(job, block(job));
