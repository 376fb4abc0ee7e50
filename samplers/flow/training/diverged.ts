/** A training that has left nothing to draw from. */
export class DivergedTraining extends Error {
	override readonly name = "DivergedTraining";
}
