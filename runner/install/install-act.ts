/** One act of an installation or removal. All acts are idempotent. */
export type InstallAct =
  /** Creates a system user for runners, unless the user exists. */
  | { readonly kind: 'user'; readonly name: string; readonly home: string }
  /** Creates a folder and its parents. Mode and owner apply only to the folder itself. */
  | { readonly kind: 'folder'; readonly path: string; readonly mode: number; readonly owner?: string }
  | { readonly kind: 'copy'; readonly from: string; readonly to: string }
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'remove'; readonly path: string }
  | {
      readonly kind: 'run';
      readonly command: readonly [string, ...string[]];
      /** User that runs the command. */
      readonly as?: string;
      /** Set for the only command that gets the enrollment token, on standard input. */
      readonly takesToken?: true;
      /** Set if the installation succeeds even if the command fails. */
      readonly mayFail?: true;
    }
  | { readonly kind: 'tell'; readonly line: string };

/** Describes an act for a person. */
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
