import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { Tag } from '../../protocol/ids.ts';

/** A tag as it is typed. Throws `usage` for what is none. */
export function parseTag(text: string): Tag {
  const tag = Tag.safeParse(text);
  if (tag.success) return tag.data;
  throw new OutrunnerError('usage', {
    problem: `"${text}" is not a tag.`,
    remedy: 'A tag is a-z, 0-9 and . _ -, at most 64 characters.',
  });
}
