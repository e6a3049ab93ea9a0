/** What an object of the SSH library has inside; undefined where it is made otherwise. */
export function property(owner: unknown, name: string): unknown {
  return typeof owner === 'object' && owner !== null ? Reflect.get(owner, name) : undefined;
}

/** A method of it, to be called by itself. */
export function method(owner: unknown, name: string): ((...args: unknown[]) => void) | undefined {
  const found = property(owner, name);
  return typeof found === 'function' ? (...args) => Reflect.apply(found, owner, args) : undefined;
}
