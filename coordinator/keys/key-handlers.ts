import { KeyKind } from '../../protocol/entities/key-record.ts';
import type { KEY_ROUTES } from '../../protocol/routes/key-routes.ts';
import type { TextBody } from '../../protocol/routes/route.ts';
import { KEY_MEDIA_TYPES } from '../../protocol/routes/shapes/key-shapes.ts';
import type { HandlersOf, TextReply } from '../http/handler.ts';
import type { GivenKey, Keys } from './keys.ts';

export function keyHandlers(keys: Keys): HandlersOf<keyof typeof KEY_ROUTES> {
  return {
    listKeys: ({ caller }) => keys.list(caller, ''),
    getKey: async ({ caller, params, request }) => {
      const kind = await keys.kind(caller, params.path);
      return kind !== undefined && asksForContent(request.headers.accept ?? '*/*', kind)
        ? publicKey(await keys.publicContent(caller, params.path))
        : keys.get(caller, params.path);
    },
    createKey: ({ caller, params, body }) => keys.create(caller, params.path, givenKey(body)),
    updateKey: ({ caller, params, body }) => keys.replace(caller, params.path, givenKey(body)),
    deleteKey: ({ caller, params }) => keys.remove(caller, params.path),
    listKeyOverviews: async ({ caller }) => ({ keys: [...(await keys.overviews(caller))] }),
    getPublicKey: async ({ caller, params }) => publicKey(await keys.publicContent(caller, params.path)),
  };
}

/**
 * Returns whether a request asks for the content of a key. As in Rundeck, that is a request that accepts the key's
 * own media type or, for a public key, any type.
 */
function asksForContent(accept: string, kind: KeyKind): boolean {
  return accept.includes(KEY_MEDIA_TYPES[kind]) || (kind === 'public' && accept.includes('*/*'));
}

function givenKey({ text, mediaType }: TextBody): GivenKey {
  const kind = KeyKind.options.find((candidate) => KEY_MEDIA_TYPES[candidate] === mediaType) ?? 'private';
  return { kind, content: text };
}

function publicKey(text: string): TextReply {
  return { kind: 'text', mediaType: KEY_MEDIA_TYPES.public, text };
}
