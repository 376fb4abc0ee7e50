/** A number with so many significant digits, without trailing zeros. */
export function digits(value: number, count = 6): string {
	return String(Number(value.toPrecision(count)));
}
