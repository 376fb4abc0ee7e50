/** Heat bath and overrelaxation of local scalar actions, fields in float32: see samplers/heatbath/scalar/simd/heat-bath.as.ts. */
import * as block from "../../../chain/local/block.as";
import * as local from "./heat-bath.as";

export { configureAction, configureBuffers, configureKey, configureLattice } from "../../../chain/local/block.as";
export { configureShift } from "./heat-bath.as";

export function begin(): void {
	block.begin<f32>();
}

export function measure(): void {
	block.measure<f32>();
}

export function extract(lane: i32, target: usize): void {
	block.extract<f32>(lane, target);
}

export function insert(lane: i32, source: usize): void {
	block.insert<f32>(lane, source);
}

export function heatBath(update: u32, chain: u32, purpose: u32, count: i32): void {
	local.heatBath<f32>(update, chain, purpose, count);
}

export function overrelax(update: u32, chain: u32, purpose: u32, count: i32): void {
	local.overrelax<f32>(update, chain, purpose, count);
}
