/** Outlines of Vega's symbols in a box from -1 to 1, for keys. */
import { element } from "../../core/elements.js";

const outlines: Readonly<Record<string, string>> = {
	circle: "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z",
	square: "M-.9,-.9H.9V.9H-.9Z",
	"triangle-up": "M0,-1L1,.8H-1Z",
	"triangle-down": "M0,1L1,-.8H-1Z",
	"triangle-right": "M1,0L-.8,1V-1Z",
	"triangle-left": "M-1,0L.8,1V-1Z",
	diamond: "M0,-1.1L1,0L0,1.1L-1,0Z",
	cross: "M-1,-.35H-.35V-1H.35V-.35H1V.35H.35V1H-.35V.35H-1Z",
};

export function symbolPath(shape: string): string {
	return outlines[shape] ?? element(outlines, "circle");
}
