export { type ApiInfo, bodyProblems, FORBIDS, jsonResponse, problemResponse } from './openapi.ts';
