import { z } from 'zod';

/** The three services. Everything that belongs to one has its name: its folder, its database, its secrets. */
export const SERVICES = ['enterwait', 'nursery', 'management'] as const;
export type Service = (typeof SERVICES)[number];

/** The system in which a person sent the command. */
export const originSchema = z.enum(SERVICES);
export type Origin = z.infer<typeof originSchema>;

/** The two of them that keep applications and receive every decision. */
export const SYSTEMS = ['enterwait', 'nursery'] as const satisfies readonly Service[];
export type System = (typeof SYSTEMS)[number];
