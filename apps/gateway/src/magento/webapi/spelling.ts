/** A property's name as ours: `source_code`, `sourceCode` and `SourceCode` are all `sourceCode`. MSI contract A4. */
export function camelCase(name: string): string {
  if (/^[a-z][^_]*$/.test(name)) return name;
  const upper = upperCamelCase(name);
  return upper.charAt(0).toLowerCase() + upper.slice(1);
}

/** A property's name as Magento's accessors have it: `source_code` is `SourceCode`. */
export function upperCamelCase(name: string): string {
  return name.replace(/(^|_)([^_])/g, (_, _blank, letter: string) => letter.toUpperCase()).replaceAll('_', '');
}

/** Our name as Magento spells it in JSON: `sourceCode` is `source_code`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
