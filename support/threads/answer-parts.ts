/** An answer of a thread. Its items, if it has a list of them, are sent in parts. */
export interface ThreadAnswer {
  readonly items?: readonly unknown[];
}

/** Part of an answer: everything but its items first, and then the items in order. */
export type AnswerPart = { readonly head: ThreadAnswer } | { readonly items: readonly unknown[] };

/** Size after which a part ends, in characters of JSON. Such a part is deserialized within milliseconds. */
const PART_CHARACTERS = 256 * 1024;

/** Splits an answer into parts of bounded size, except for single items that are larger. */
export function* answerParts(answer: ThreadAnswer): Generator<AnswerPart> {
  const { items, ...head } = answer;
  yield { head: items === undefined ? head : { ...head, items: [] } };
  let part: unknown[] = [];
  let characters = 0;
  for (const item of items ?? []) {
    part.push(item);
    characters += typeof item === 'string' ? item.length : JSON.stringify(item).length;
    if (characters < PART_CHARACTERS) continue;
    yield { items: part };
    part = [];
    characters = 0;
  }
  if (part.length > 0) yield { items: part };
}

/** Joins the parts of one answer. */
export async function joinedAnswer(parts: AsyncIterable<AnswerPart>): Promise<ThreadAnswer> {
  let head: ThreadAnswer = {};
  const items: unknown[] = [];
  for await (const part of parts) {
    if ('head' in part) head = part.head;
    else for (const item of part.items) items.push(item);
  }
  return head.items === undefined ? head : { ...head, items };
}
