import type { JobId, ProjectName } from '../../protocol/ids.ts';
import type { AccessQuestion } from '../../protocol/routes/access.ts';

/** The authenticated user of a request, and the address from which the request came. */
export interface Principal {
  readonly user: string;
  readonly roles: readonly string[];
  /** Whether ACL policies decide what the roles may do. Otherwise, only the role `admin` grants anything. */
  readonly byPolicies?: true | undefined;
  /** Id of the API token; absent for the owner of the local socket. */
  readonly tokenId?: string;
  /** When the token expires, epoch ms. */
  readonly expiresAt?: number | undefined;
  /** The projects to which the token is limited. */
  readonly projects?: readonly ProjectName[] | undefined;
  /** The addresses and networks to which the token is limited. */
  readonly networks?: readonly string[] | undefined;
  /** Id of the webhook whose token the request contains. */
  readonly webhook?: number;
  /** Address of the client, or `local socket`. */
  readonly from: string;
}

/** The object that an access question concerns; empty if the question concerns no single project. */
export interface AccessSubject {
  readonly project?: ProjectName;
  /** A job, or that of an execution. `adhoc`: an execution that has no stored job. */
  readonly job?: { readonly id: JobId; readonly group: string; readonly name: string } | 'adhoc';
}

/**
 * Decides whether a principal may access something. Applied to calls, and to every entry of a list, a count or a
 * stream.
 */
export type Policy = (principal: Principal, question: AccessQuestion, subject?: AccessSubject) => boolean;

export const ADMINISTRATOR_ROLE = 'admin';

/** Whether one of the roles is that of administrators, who may do everything. */
export function isAdministrator({ roles }: Pick<Principal, 'roles'>): boolean {
  return roles.includes(ADMINISTRATOR_ROLE);
}

/** Allows everything to administrators, and nothing to other principals. */
export const administratorOrNothing: Policy = (principal) => isAdministrator(principal);

/** Returns a warning that none of the roles grants anything. */
export function idleRolesWarning(roles: readonly string[]): string {
  return `No role of ${roles.join(', ')} grants anything, so every call with this token is refused. Use a role that an ACL policy names, a ready-made role or ${ADMINISTRATOR_ROLE}.`;
}

/** Returns a warning if none of the roles of a webhook grants anything, else undefined. */
export function rolesProblem(roles: readonly string[]): string | undefined {
  if (isAdministrator({ roles })) return undefined;
  const named = roles.join(', ');
  return `No role of ${named} grants anything, so every call with this token is refused. The only role is ${ADMINISTRATOR_ROLE}.`;
}
