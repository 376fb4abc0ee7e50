/** Runs in the worker threads: sweeps over links. */
import {
	blockMaker,
	type LocalJob,
	workOn,
} from "../../../chain/local/simd/job.js";
import { LinkBlock, type LinkSetup } from "./block.js";

const block = blockMaker((setup: LinkSetup) => new LinkBlock(setup));

export const work = (job: LocalJob<LinkSetup>): null => workOn(job, block(job));
