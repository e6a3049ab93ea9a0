import type { ProjectName } from '../../protocol/ids.ts';
import type { AccessQuestion } from '../../protocol/routes/access.ts';

/** The authenticated user of a request, and the address from which the request came. */
export interface Principal {
  readonly user: string;
  readonly roles: readonly string[];
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

/** The project that an access question concerns; empty if the question concerns no single project. */
export interface AccessSubject {
  readonly project?: ProjectName;
}

/**
 * Decides whether a principal may access something. Applied to calls, and to every entry of a list, a count or a
 * stream.
 */
export type Policy = (principal: Principal, question: AccessQuestion, subject?: AccessSubject) => boolean;

export const ADMINISTRATOR_ROLE = 'admin';

/** Allows everything to administrators, and nothing to other principals. */
export const administratorOrNothing: Policy = (principal) => principal.roles.includes(ADMINISTRATOR_ROLE);

/** Returns a warning if none of the roles grants anything, else undefined. */
export function rolesProblem(roles: readonly string[]): string | undefined {
  if (roles.includes(ADMINISTRATOR_ROLE)) return undefined;
  const named = roles.join(', ');
  return `No role of ${named} grants anything, so every call with this token is refused. The only role is ${ADMINISTRATOR_ROLE}.`;
}
