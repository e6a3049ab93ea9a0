import type { Originator } from '../../protocol/entities/originator.ts';
import type { Caller } from './caller.ts';

/** Returns whose rights an execution has that the caller starts. */
export function originatorOf({ principal }: Caller): Originator {
  const { user, roles, tokenId, projects } = principal;
  return {
    user,
    roles: [...roles],
    ...(tokenId === undefined ? {} : { tokenId }),
    ...(projects === undefined ? {} : { projects: [...projects] }),
  };
}
