/** The part of cephes 3.3 in use; its own declarations are out of reach behind its `exports`. */
declare module "cephes" {
	/** Complementary error function. */
	export function erfc(x: number): number;
	/** Regularised upper incomplete gamma function Q(a, x). */
	export function igamc(a: number, x: number): number;
	/** Regularised incomplete beta function I_x(a, b). */
	export function incbet(a: number, b: number, x: number): number;
	/** ln B(a, b). */
	export function lbeta(a: number, b: number): number;
	/** Inverse of the normal distribution function. */
	export function ndtri(p: number): number;
}
