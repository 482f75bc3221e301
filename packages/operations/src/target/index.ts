export { outputsSchema, type TerraformOutputs } from './outputs.ts';
export { type Target, targetWith } from './target.ts';
