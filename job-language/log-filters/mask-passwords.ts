import type { LogFilter } from '../../protocol/runner/log-filter.ts';
import { ANSI_RESET, ansiMark, FOREGROUNDS } from './ansi-colours.ts';
import { FilterConfig } from './filter-config.ts';
import type { FilterDeclaration } from './filter-declaration.ts';

/**
 * Secure values are masked in all output, with or without this filter. The filter sets the replacement text, and also
 * masks the shell-quoted forms of secure values.
 */
export const MASK_PASSWORDS: FilterDeclaration = {
  type: 'mask-passwords',
  aliases: [],
  title: 'Mask Passwords',
  description:
    'Sets the text that replaces the values of secure options in the output, and also masks their shell-quoted forms. The values are masked with or without this filter.',
  properties: [
    {
      name: 'replacement',
      title: 'Replacement',
      description: 'Text that replaces secure values.',
      kind: 'text',
      default: '[SECURE]',
    },
    {
      name: 'color',
      title: 'Color',
      description: 'Colour of the replacement.',
      kind: 'choice',
      values: FOREGROUNDS,
    },
  ],
};

/** Returns the replacement text that the last `mask-passwords` filter sets; undefined if there is no such filter. */
export function maskReplacement(filters: readonly LogFilter[]): string | undefined {
  const filter = filters.findLast(({ type }) => type === MASK_PASSWORDS.type);
  if (filter === undefined) return undefined;
  const config = new FilterConfig(MASK_PASSWORDS, filter.config);
  const replacement = config.text('replacement') || '*****';
  const mark = ansiMark({ foreground: config.text('color') });
  return mark === '' ? replacement : `${mark}${replacement}${ANSI_RESET}`;
}

/** Returns the shell-quoted forms of a secret. */
export function quotedForms(secret: string): readonly string[] {
  const forms = [
    `'${secret}'`,
    `"${secret}"`,
    `'${secret.replaceAll("'", "'\"'\"'")}'`,
    `"${secret.replace(/["$`\\!*?(){}[\]<>|&;#~ ]/g, '\\$&')}"`,
    `'${secret.replace(/['\\]/g, '\\$&')}'`,
  ];
  return [...new Set(forms)];
}
