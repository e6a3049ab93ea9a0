import type { RundeckClient } from '@rundeck/client';

type Operation = Exclude<
  keyof RundeckClient,
  'apiRequest' | 'sendRequest' | 'sendOperationRequest' | 'pipeline'
>;

/** Records the names of the called operations. */
export function recording(client: RundeckClient, called: Set<string>): RundeckClient {
  return new Proxy(client, {
    get: (target, name: Operation) => {
      const value = target[name];
      if (typeof value !== 'function') return value;
      return (...args: never[]) => {
        called.add(String(name));
        return Reflect.apply(value, target, args);
      };
    },
  });
}

/** Returns the parsed body of an answer, including keys that the client does not declare. */
export function bodyOf<T = unknown>(answer: {
  readonly _response: { readonly bodyAsText?: string | null };
}): T {
  const text = answer._response.bodyAsText ?? '';
  try {
    return JSON.parse(text);
  } catch {
    return text as T;
  }
}
