import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { Tag } from '../../protocol/ids.ts';

/** Parses a tag. Throws `usage` if it is not valid. */
export function parseTag(text: string): Tag {
  const tag = Tag.safeParse(text);
  if (tag.success) return tag.data;
  throw new OutrunnerError('usage', {
    problem: `"${text}" is not a tag.`,
    remedy: 'Use a-z, 0-9 and . _ -, at most 64 characters.',
  });
}
