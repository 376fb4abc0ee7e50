/** Papers on flows of gauge theories. */
import type { Work } from "./work.js";

/** By the text of the reference. */
export const gaugeFlowWorks: Readonly<Record<string, Work>> = {
	"arXiv:2003.06413": {
		key: "Kanwar:2020xzo",
		author:
			"Kanwar, Gurtej and Albergo, Michael S. and Boyda, Denis and Cranmer, Kyle and Hackett, Daniel C. and Racani{\\`e}re, S{\\'e}bastien and Rezende, Danilo Jimenez and Shanahan, Phiala E.",
		title: "Equivariant flow-based sampling for lattice gauge theory",
		fields: {
			journal: "Phys. Rev. Lett.",
			volume: "125",
			year: "2020",
			pages: "121601",
			doi: "10.1103/PhysRevLett.125.121601",
		},
	},
	"arXiv:2412.00200": {
		key: "Bulgarelli:2024brv",
		author: "Bulgarelli, Andrea and Cellini, Elia and Nada, Alessandro",
		title:
			"Scaling of stochastic normalizing flows in {SU(3)} lattice gauge theory",
		fields: { year: "2024" },
	},
};
