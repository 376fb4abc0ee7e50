/**
 * Effective masses of a correlator C whose slices are columns C[0], C[1], ... (also C0, C_0, C:0):
 *
 *   m(t) = arcosh[(C(t-1) + C(t+1)) / (2 C(t))],   exact for cosh(m (t - T/2)) as for exp(-m t).
 */
import { InputError } from "../../../core/errors.js";

/** One formula for each t that has two neighbours. @throws InputError if there are fewer than three slices */
export function effectiveMassFormulas(
	correlator: string,
	columns: readonly string[],
): readonly string[] {
	const slices: string[] = [];
	for (let t = 0; ; t++) {
		const names = [`[${t}]`, `${t}`, `_${t}`, `:${t}`].map(
			(end) => correlator + end,
		);
		const found = columns.find((column) => names.includes(column));
		if (found === undefined) break;
		slices.push(found);
	}
	if (slices.length < 3) {
		throw new InputError(
			`--effective-mass ${correlator}: expected at least three columns ${correlator}[0], ${correlator}[1], ... (or ${correlator}0, ${correlator}_0), found ${slices.length}`,
		);
	}
	return slices.slice(1, -1).map((slice, k) => {
		const [before, after] = [slices[k], slices[k + 2]];
		return `m_eff(${correlator},${k + 1})=acosh((\`${before}\`+\`${after}\`)/(2*\`${slice}\`))`;
	});
}
