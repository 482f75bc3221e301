import { z } from 'zod';

/** The system in which a person asked. */
export const originSchema = z.enum(['enterwait', 'nursery', 'management']);
export type Origin = z.infer<typeof originSchema>;
