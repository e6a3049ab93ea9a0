/** One act of an installation or of its removal. Each can be done again without harm. */
export type InstallAct =
  /** A user of the system for runners; nothing where it exists. */
  | { readonly kind: 'user'; readonly name: string; readonly home: string }
  /** A folder and those above it, the last with this mode and owner. */
  | { readonly kind: 'folder'; readonly path: string; readonly mode: number; readonly owner?: string }
  | { readonly kind: 'copy'; readonly from: string; readonly to: string }
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'remove'; readonly path: string }
  | {
      readonly kind: 'run';
      readonly command: readonly [string, ...string[]];
      /** The user to run it as. */
      readonly as?: string;
      /** Whether the command gets the enrollment token on standard input. No other command gets it. */
      readonly takesToken?: true;
      /** Its failure is no failure of the whole. */
      readonly mayFail?: true;
    }
  | { readonly kind: 'tell'; readonly line: string };

/** An act as a person reads it. */
export function describeAct(act: InstallAct): string {
  switch (act.kind) {
    case 'user':
      return `user ${act.name}`;
    case 'folder':
      return `folder ${act.path} (${act.mode.toString(8)}${act.owner === undefined ? '' : `, ${act.owner}`})`;
    case 'copy':
      return `copy ${act.from} to ${act.to}`;
    case 'write':
      return `write ${act.path}`;
    case 'remove':
      return `remove ${act.path}`;
    case 'run':
      return `${act.as === undefined ? '' : `as ${act.as}: `}${act.command.join(' ')}`;
    case 'tell':
      return act.line;
  }
}
