/**
 * Returns the first of these media types that a request accepts, if the request does not also accept JSON. `accept` is
 * the header of the request.
 */
export function acceptedText(accept: string | undefined, mediaTypes: readonly string[]): string | undefined {
  const accepted = accept ?? '';
  return accepted.includes('json') ? undefined : mediaTypes.find((type) => accepted.includes(type));
}
