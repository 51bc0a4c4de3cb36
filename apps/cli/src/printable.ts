/** Text that does nothing to a terminal: control characters other than line feed and tab as escapes. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what it is about
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Text for whoever reads the standard output: {@link printable} for a terminal, as it is for a program. */
export function forReader(text: string): string {
  return process.stdout.isTTY ? printable(text) : text;
}
