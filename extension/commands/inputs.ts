import { ProjectName, Tag } from '../../protocol/ids.ts';

/** Tags as a person types them, separated by commas or spaces. */
export function tagsTyped(input: string): readonly string[] {
  return input
    .split(/[\s,]+/)
    .map((tag) => tag.trim().toLowerCase())
    .filter((tag) => tag !== '');
}

/** The problem with typed tags. */
export function tagsProblem(input: string): string | undefined {
  const bad = tagsTyped(input).find((tag) => !Tag.safeParse(tag).success);
  return bad === undefined ? undefined : `"${bad}" is not a tag: a-z, 0-9 and . _ -, at most 64 characters`;
}

export function projectNameProblem(input: string): string | undefined {
  return ProjectName.safeParse(input).success ? undefined : 'Letters, digits and _ . + -, at most 128';
}

export function required(what: string): (input: string) => string | undefined {
  return (input) => (input.trim() === '' ? `${what} is required` : undefined);
}
