import * as l10n from '@vscode/l10n';
import { ProjectName, Tag } from '../../protocol/ids.ts';

/** Splits typed tags, which are separated by commas or spaces, and converts them to lower case. */
export function tagsTyped(input: string): readonly string[] {
  return input
    .split(/[\s,]+/)
    .map((tag) => tag.trim().toLowerCase())
    .filter((tag) => tag !== '');
}

/** Returns the problem with the typed tags; undefined if all are valid. */
export function tagsProblem(input: string): string | undefined {
  const bad = tagsTyped(input).find((tag) => !Tag.safeParse(tag).success);
  return bad === undefined
    ? undefined
    : l10n.t('"{0}" is not a valid tag. Use a-z, 0-9, "." "_" and "-", at most 64 characters', bad);
}

/** Returns the problem with a project name; undefined if it is valid. */
export function projectNameProblem(input: string): string | undefined {
  if (input === '') return l10n.t('Enter a name for the project');
  return ProjectName.safeParse(input).success
    ? undefined
    : l10n.t('Use letters, digits, "_" "." "+" and "-", at most 128 characters');
}

/** Returns a validator that rejects blank input. `what` begins the message, such as "Name". */
export function required(what: string): (input: string) => string | undefined {
  return (input) => (input.trim() === '' ? l10n.t('{0} is required', what) : undefined);
}
