import type { TAG_ROUTES } from '../../protocol/routes/tag-routes.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { TagChanges } from './tag-changes.ts';

export function tagHandlers(tags: TagChanges): HandlersOf<keyof typeof TAG_ROUTES> {
  return {
    listTagUses: async ({ caller }) => ({ tags: await tags.uses(caller) }),
    renameTag: ({ caller, params, body }) => tags.rename(caller, params.tag, body.to, body),
    mergeTags: ({ caller, body }) => tags.merge(caller, body.tags, body.into, body),
    deleteTag: ({ caller, params, query }) => tags.delete(caller, params.tag, query),
  };
}
