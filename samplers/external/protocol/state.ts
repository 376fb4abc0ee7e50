/** `checkpoint` and `restore`: opaque files of the child, of which the host keeps content and SHA-256. */
import { z } from "zod";
import { actionDescription } from "./action-description.js";
import { directory, fileName } from "./values.js";

export const nothing = z.object({});

export const checkpointParams = z.object({ dir: directory });

export const checkpointResult = z.object({
	files: z
		.array(fileName)
		.min(1)
		.describe("all files that `restore` needs, in `dir`"),
});

export const restoreParams = z.object({
	action: actionDescription,
	files: z.array(fileName).min(1),
	dir: directory,
});
