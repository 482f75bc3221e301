export { oldData } from './families.ts';
export { writeOldData } from './write.ts';
