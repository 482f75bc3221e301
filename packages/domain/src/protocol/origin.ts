import { z } from 'zod';
import { SERVICES } from './systems.ts';

/** The system in which a person asked. */
export const originSchema = z.enum(SERVICES);
export type Origin = z.infer<typeof originSchema>;
