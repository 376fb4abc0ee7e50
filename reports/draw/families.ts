/**
 * The fonts that figures can be set in, each from an npm package with an open licence: DejaVu Sans
 * (Bitstream Vera licence), CMU Serif (Computer Modern of TeX, OFL 1.1), Tinos (as wide as Times New
 * Roman, OFL 1.1) and Arimo (as wide as Helvetica's and Arial's letters, OFL 1.1).
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** Names of fonts, as the command line and figure specifications know them. */
export const fontNames = [
	"dejavu",
	"computer-modern",
	"times",
	"helvetica",
] as const;
export type FontName = (typeof fontNames)[number];

export type Weight = "normal" | "bold";

export interface Family {
	/** Name of the family, as layouts of charts carry it. */
	readonly family: string;
	readonly files: Readonly<Record<Weight, string>>;
	/** The next family to ask for a character that this one lacks. */
	readonly next?: FontName;
	/** Whether small raised and lowered digits are made of the font's own digits. */
	readonly composed?: true;
}

function folder(manifest: string, name: string): string {
	return join(dirname(manifest), name);
}

const dejavu = folder(require.resolve("dejavu-fonts-ttf/package.json"), "ttf");
const modern = folder(require.resolve("computer-modern/package.json"), "fonts");
const tinos = dirname(require.resolve("@expo-google-fonts/tinos/package.json"));
const arimo = dirname(require.resolve("@expo-google-fonts/arimo/package.json"));

export const families: Readonly<Record<FontName, Family>> = {
	dejavu: {
		family: "DejaVu Sans",
		files: {
			normal: join(dejavu, "DejaVuSans.ttf"),
			bold: join(dejavu, "DejaVuSans-Bold.ttf"),
		},
	},
	"computer-modern": {
		family: "CMU Serif",
		files: {
			normal: join(modern, "cmu-serif-500-roman.ttf"),
			bold: join(modern, "cmu-serif-700-roman.ttf"),
		},
		next: "times",
		composed: true,
	},
	times: {
		family: "Tinos",
		files: {
			normal: join(tinos, "400Regular", "Tinos_400Regular.ttf"),
			bold: join(tinos, "700Bold", "Tinos_700Bold.ttf"),
		},
		next: "dejavu",
	},
	helvetica: {
		family: "Arimo",
		files: {
			normal: join(arimo, "400Regular", "Arimo_400Regular.ttf"),
			bold: join(arimo, "700Bold", "Arimo_700Bold.ttf"),
		},
		next: "dejavu",
	},
};

/** The family with this name. DejaVu Sans where there is none, as on the page, which uses system fonts. */
export function familyNamed(name: string): Family {
	return (
		Object.values(families).find(({ family }) => family === name) ??
		families.dejavu
	);
}

/** The family, and those that stand in for the characters that it lacks. */
export function chain(family: Family): Family[] {
	return family.next === undefined
		? [family]
		: [family, ...chain(families[family.next])];
}
