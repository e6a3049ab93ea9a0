import * as z from 'zod';
import { UserProfile } from '../../entities/user-profile.ts';

/** A user, in Rundeck's format. */
export const UserInfo = UserProfile.omit({ revision: true });
export type UserInfo = z.infer<typeof UserInfo>;

/** Fields of a profile to change. Absent fields keep their values. */
export const ModifyUser = UserInfo.omit({ login: true }).partial();
export type ModifyUser = z.infer<typeof ModifyUser>;

export const UserRoles = z.object({ roles: z.array(z.string()) });
export type UserRoles = z.infer<typeof UserRoles>;
