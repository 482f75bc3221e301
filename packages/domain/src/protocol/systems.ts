import { z } from 'zod';

/** The three services, as everything that belongs to one is called: its folder, its database, its secrets. */
export const SERVICES = ['enterwait', 'nursery', 'management'] as const;
export type Service = (typeof SERVICES)[number];

/** The one in which a person asked. */
export const originSchema = z.enum(SERVICES);
export type Origin = z.infer<typeof originSchema>;

/** The two of them that keep applications and are told of each decision. */
export const SYSTEMS = ['enterwait', 'nursery'] as const satisfies readonly Service[];
export type System = (typeof SYSTEMS)[number];
