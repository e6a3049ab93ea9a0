import type { LogFilter } from '../../protocol/runner/log-filter.ts';
import { FilterConfig } from './filter-config.ts';
import type { FilterDeclaration } from './filter-declaration.ts';
import { createHighlightOutput, HIGHLIGHT_OUTPUT } from './highlight-output.ts';
import { createKeyValueData, KEY_VALUE_DATA } from './key-value-data.ts';
import { createKeyValueDataMultilines, KEY_VALUE_DATA_MULTILINES } from './key-value-data-multilines.ts';
import { type LineFilter, nothingAtEnd, UNCHANGED } from './line-filter.ts';
import { MASK_PASSWORDS } from './mask-passwords.ts';
import { createQuietOutput, QUIET_OUTPUT } from './quiet-output.ts';
import { createRenderFormattedData, RENDER_FORMATTED_DATA } from './render-formatted-data.ts';

interface BuiltIn {
  readonly declaration: FilterDeclaration;
  readonly create: (config: FilterConfig) => LineFilter | { readonly problem: string };
}

const BUILT_IN: readonly BuiltIn[] = [
  { declaration: KEY_VALUE_DATA, create: createKeyValueData },
  { declaration: KEY_VALUE_DATA_MULTILINES, create: createKeyValueDataMultilines },
  { declaration: MASK_PASSWORDS, create: createNothing },
  { declaration: RENDER_FORMATTED_DATA, create: createRenderFormattedData },
  { declaration: HIGHLIGHT_OUTPUT, create: createHighlightOutput },
  { declaration: QUIET_OUTPUT, create: createQuietOutput },
];

/** The supported log filters. */
export const LOG_FILTERS: readonly FilterDeclaration[] = BUILT_IN.map(({ declaration }) => declaration);

/** Returns the declaration of a filter type; undefined for an unknown type. */
export function filterDeclaration(type: string): FilterDeclaration | undefined {
  return builtIn(type)?.declaration;
}

/** Creates the filter as configured, or returns why it cannot be applied. */
export function createFilter(filter: LogFilter): LineFilter | { readonly problem: string } {
  const known = builtIn(filter.type);
  if (known === undefined) return { problem: 'there is no such filter' };
  return known.create(new FilterConfig(known.declaration, filter.config));
}

function builtIn(type: string): BuiltIn | undefined {
  return BUILT_IN.find(({ declaration }) => declaration.type === type || declaration.aliases.includes(type));
}

/**
 * Creates the filter for `mask-passwords`, which does nothing: secrets are masked before any filter receives a line.
 */
function createNothing(): LineFilter {
  return {
    // biome-ignore lint/correctness/useYield: this filter matches no patterns
    *line() {
      return UNCHANGED;
    },
    end: nothingAtEnd,
  };
}
