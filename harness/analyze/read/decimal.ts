/**
 * Decimal numbers from bytes. This is several times faster than through strings, and parsing takes most
 * of the time of a file of 10^6 rows. Results are correctly rounded: the quotient mantissa / 10^k has
 * its exact remainder (T. J. Dekker, Numer. Math. 18 (1971) 224). `Number` decides if that could round
 * either way, or if the number is unusual.
 */

const powers = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** A mantissa below this takes another digit without rounding. */
const room = 9e14;

/** The number in bytes [start, end); NaN if they hold anything else, infinities included. */
export function parseDecimal(
	bytes: Buffer,
	start: number,
	end: number,
): number {
	let at = start;
	let sign = 1;
	if (bytes[at] === 0x2d || bytes[at] === 0x2b) {
		if (bytes[at] === 0x2d) sign = -1;
		at++;
	}
	let high = 0; // the leading digits, exactly
	let low = 0; // up to four further ones
	let lowDigits = 0;
	let digits = 0;
	let fraction = 0; // digits after the point
	let point = false;
	for (; at < end; at++) {
		const digit = bytes[at] - 48;
		if (digit >= 0 && digit <= 9) {
			if (high < room) high = high * 10 + digit;
			else if (lowDigits < 4) {
				low = low * 10 + digit;
				lowDigits++;
			} else return unusual(bytes, start, end);
			digits++;
			if (point) fraction++;
		} else if (bytes[at] === 0x2e && !point) point = true;
		else break;
	}
	if (digits === 0) return Number.NaN;
	let exponent = -fraction;
	if (at < end) {
		if ((bytes[at] | 0x20) !== 0x65) return Number.NaN;
		at++;
		let direction = 1;
		if (bytes[at] === 0x2d || bytes[at] === 0x2b) {
			if (bytes[at] === 0x2d) direction = -1;
			at++;
		}
		if (at >= end) return Number.NaN;
		let value = 0;
		for (; at < end; at++) {
			const digit = bytes[at] - 48;
			if (!(digit >= 0 && digit <= 9) || value > 999) {
				return unusual(bytes, start, end);
			}
			value = value * 10 + digit;
		}
		exponent += direction * value;
	}
	if (exponent < -22 || exponent > 22) return unusual(bytes, start, end);
	if (lowDigits === 0) {
		const value =
			exponent < 0 ? high / powers[-exponent] : high * powers[exponent];
		return sign * value;
	}
	if (exponent > 0) return unusual(bytes, start, end);
	const value = quotient(high, powers[lowDigits], low, powers[-exponent]);
	return Number.isNaN(value) ? unusual(bytes, start, end) : sign * value;
}

/**
 * A field of a table: spaces and quotes around the number, the exponent D of Fortran and -inf, a log weight
 * of nothing, are allowed. They are rare, and looked for only where the plain way has failed.
 */
export function parseField(bytes: Buffer, from: number, to: number): number {
	const value = parseDecimal(bytes, from, to);
	if (!Number.isNaN(value)) return value;
	let start = from;
	let end = to;
	while (start < end && isPadding(bytes[start])) start++;
	while (start < end && isPadding(bytes[end - 1])) end--;
	if (end === start) return Number.NaN;
	const padded = parseDecimal(bytes, start, end);
	if (!Number.isNaN(padded)) return padded;
	const text = bytes.toString("latin1", start, end);
	if (/^-inf(?:inity)?$/i.test(text)) return Number.NEGATIVE_INFINITY;
	const fortran = text.replace(/d(?=[+-]?\d+$)/i, "e");
	if (fortran === text || !decimal.test(fortran)) return Number.NaN;
	const number = Number(fortran);
	return Number.isFinite(number) ? number : Number.NaN;
}

function isPadding(byte: number): boolean {
	return byte === 0x20 || byte === 0x09 || byte === 0x22;
}

/** (high x scale + low) / divisor, correctly rounded; NaN where that cannot be decided. */
function quotient(
	high: number,
	scale: number,
	low: number,
	divisor: number,
): number {
	const product = high * scale;
	const productError = productRest(high, scale, product);
	const sum = product + low;
	const rest = low - (sum - product) + productError;
	const first = sum / divisor;
	const back = first * divisor;
	const correction =
		(sum - back - productRest(first, divisor, back) + rest) / divisor;
	const value = first + correction;
	// The correction is known to some 1e-15 of itself: equal results on both sides settle the rounding.
	return first + correction * (1 + 1e-9) === first + correction * (1 - 1e-9)
		? value
		: Number.NaN;
}

/** a b - fl(a b), exactly. */
function productRest(a: number, b: number, product: number): number {
	const splitter = 134217729; // 2^27 + 1
	const aBig = a * splitter;
	const aHigh = aBig - (aBig - a);
	const aLow = a - aHigh;
	const bBig = b * splitter;
	const bHigh = bBig - (bBig - b);
	const bLow = b - bHigh;
	return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

function unusual(bytes: Buffer, start: number, end: number): number {
	const text = bytes.toString("latin1", start, end);
	if (!decimal.test(text)) return Number.NaN;
	const value = Number(text);
	return Number.isFinite(value) ? value : Number.NaN;
}
