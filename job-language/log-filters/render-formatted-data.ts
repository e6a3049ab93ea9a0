import { ownValue } from '../../support/records/own-value.ts';
import { csvTable } from './csv-table.ts';
import type { FilterConfig } from './filter-config.ts';
import type { FilterDeclaration } from './filter-declaration.ts';
import { laidOutJson } from './json-layout.ts';
import {
  type AddedLine,
  type EndOutcome,
  type FilteredLine,
  type Filtering,
  type LineFilter,
  type LineOutcome,
  UNCHANGED,
} from './line-filter.ts';

const BEGIN = '#BEGIN:RUNDECK:DATATYPE:';
const END = '#END:RUNDECK:DATATYPE';

const SYNONYMS: Readonly<Record<string, string>> = {
  json: 'application/json',
  properties: 'application/x-java-properties',
  csv: 'text/csv',
  html: 'text/html',
  markdown: 'text/x-markdown',
  md: 'text/x-markdown',
};

export const RENDER_FORMATTED_DATA: FilterDeclaration = {
  type: 'render-formatted-data',
  aliases: ['render-datatype'],
  title: 'Render Formatted Data',
  description:
    'Renders data between the lines `#BEGIN:RUNDECK:DATATYPE:<type>` and `#END:RUNDECK:DATATYPE`, for a terminal: JSON with a line for each value, CSV as a table, anything else as it is.',
  properties: [
    {
      name: 'datatype',
      title: 'Data type',
      description:
        'Type of the data. If set, the whole output is rendered and no begin line is needed. Short names: json, properties, csv, html, markdown, md.',
      kind: 'choice',
      values: [...new Set(Object.values(SYNONYMS)), ...Object.keys(SYNONYMS)],
    },
    {
      name: 'striped',
      title: 'Table striped',
      description: 'Has no effect here: a terminal shows no stripes.',
      kind: 'flag',
      default: 'false',
    },
    {
      name: 'sanitizeHtml',
      title: 'Sanitize HTML',
      description: 'Has no effect here: HTML is shown as text.',
      kind: 'flag',
      default: 'true',
    },
  ],
};

/** Maximum number of buffered characters. Data beyond this limit stays unformatted. */
export const RENDERED_LIMIT = 1024 * 1024;

export function createRenderFormattedData(config: FilterConfig): LineFilter {
  return new RenderFormattedData(config.text('datatype'));
}

class RenderFormattedData implements LineFilter {
  /** Data type of the buffered lines; undefined outside of data. */
  #datatype: string | undefined;
  #held: string[] = [];
  #length = 0;

  constructor(datatype: string) {
    this.#datatype = datatype === '' ? undefined : datatype;
  }

  // biome-ignore lint/correctness/useYield: this filter matches no patterns
  *line({ text, level, partial }: FilteredLine): Filtering<LineOutcome> {
    if (level !== 'normal') return UNCHANGED;
    if (this.#datatype === undefined) {
      if (!text.startsWith(BEGIN)) return UNCHANGED;
      this.#datatype = text.slice(BEGIN.length).trim();
      return { level: 'debug' };
    }
    if (text.startsWith(END)) return { level: 'debug', after: this.#rendered() };
    if (partial || this.#length + text.length > RENDERED_LIMIT) return { before: this.#given() };
    this.#held.push(text);
    this.#length += text.length + 1;
    return { level: 'debug' };
  }

  // biome-ignore lint/correctness/useYield: this filter matches no patterns
  *end(): Filtering<EndOutcome> {
    return { after: this.#rendered() };
  }

  #rendered(): readonly AddedLine[] {
    const datatype = (this.#datatype ?? '').toLowerCase();
    const type = ownValue(SYNONYMS, datatype) ?? datatype;
    const lines = this.#held;
    this.#forget();
    if (type === 'application/json') return added(laidOutJson(lines.join('\n')) ?? lines);
    return added(type === 'text/csv' ? csvTable(lines.join('\n')) : lines);
  }

  /** Returns the buffered data unformatted, because the limit is exceeded. The rest of the data passes unchanged. */
  #given(): readonly AddedLine[] {
    const lines = this.#held;
    this.#forget();
    return added(lines);
  }

  #forget(): void {
    this.#held = [];
    this.#length = 0;
    this.#datatype = undefined;
  }
}

function added(lines: readonly string[]): readonly AddedLine[] {
  return lines.map((text) => ({ text, level: 'normal' }));
}
