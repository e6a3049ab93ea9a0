/** A phrase that needs a second reading, with its replacement. */
interface Phrase {
  readonly pattern: RegExp;
  readonly instead: string;
}

/** Checked only at the start of a comment or test title, which must open with a subject or a verb. */
const OPENINGS: readonly Phrase[] = [
  { pattern: /^(?:Of|That which|Whoever|Whom?) [a-z]/i, instead: 'begin with the subject' },
  { pattern: /^What (?!.*\?$)[a-z]/, instead: 'name the thing instead of describing it' },
  { pattern: /^Not [a-z]/i, instead: 'write a whole sentence' },
];

const PHRASES: readonly Phrase[] = [
  { pattern: /\bstands?\b(?! (?:for|in for)\b)/i, instead: 'data is stored, lives in, is listed in' },
  { pattern: /\b(?:is|are|be|was|were|been|being) told\b/i, instead: 'returned, reported, logged, notified' },
  { pattern: /\b(?:go|goes|went|going) on\b/i, instead: 'continues, is running' },
  { pattern: /\b(?:is|are|be|was|were)(?: not)? over\b/i, instead: 'has ended, has finished' },
  { pattern: /\bof before\b/i, instead: 'previous, earlier' },
  { pattern: /\b(?:passed over|had (?:its|their) time)\b/i, instead: 'skipped, expired' },
  { pattern: /\b(?:given|gives?|gave|giving) up\b/i, instead: 'abandoned, stops' },
  { pattern: /\bsays (?:how|so|that|what|why)\b/i, instead: 'reports, explains' },
  { pattern: /\bagain and again\b/i, instead: 'repeatedly' },
  { pattern: /\bthe other way round\b/i, instead: 'name the reverse case' },
  { pattern: /\bwholly\b/i, instead: 'completely' },
  { pattern: /\bsilent for\b/i, instead: 'unresponsive for' },
  { pattern: /\bformer\b/i, instead: 'previous' },
  { pattern: /\bline ends\b(?! (?:an?|at|with)\b)/i, instead: 'line endings, line breaks' },
  { pattern: /, also (?:after|by|from|if|in|on|over|with)\b/i, instead: 'even, including' },
  {
    pattern: /\breplac(?:es?|ing) [^.,;]{1,40} by (?:an?|its|nothing|one|their)\b/i,
    instead: 'replace with',
  },
  { pattern: /\bunder way\b/i, instead: 'in progress, in flight' },
  { pattern: /\bdials? out\b/i, instead: 'opens outgoing connections' },
];

const ALL_PHRASES = [...OPENINGS, ...PHRASES];

/** Matches a line that is only a comment. Comments after code are not checked. */
const COMMENT = /^\s*(?:\/\/|\/\*\*?|\*(?!\/))\s?(.*?)(?:\s*\*\/)?$/;
const TEST_TITLE = /^\s*(?:describe|it)\(\s*(?:'([^']+)'|`([^`]+)`)/;

/** Returns one problem for each hard-to-read phrase in the comments and test titles of a source file. */
export function hardToRead(lines: readonly string[]): { readonly line: number; readonly problem: string }[] {
  return lines.flatMap((line, index) => {
    const comment = COMMENT.exec(line)?.[1];
    const title = TEST_TITLE.exec(line);
    const text = (comment ?? title?.[1] ?? title?.[2])?.trim();
    if (text === undefined) return [];
    const phrases = comment !== undefined && continues(line, lines[index - 1]) ? PHRASES : ALL_PHRASES;
    return phrases.flatMap(({ pattern, instead }) => {
      const found = pattern.exec(text);
      return found === null
        ? []
        : [{ line: index + 1, problem: `"${found[0]}" is hard to read: ${instead}` }];
    });
  });
}

/** Returns whether a comment line continues the comment of the line above, so that it may begin with any word. */
function continues(line: string, above = ''): boolean {
  return /^\s*\*/.test(line)
    ? !/^\s*\/\*\*?\s*$/.test(above)
    : /^\s*\/\//.test(line) && /^\s*\/\//.test(above);
}
