/**
 * The key under which a SKU, a source code, a channel code or a unique name is compared: NFC, lower case, without trailing blanks,
 * so that `GET /sources/DEFAULT` finds `default`. MSI contract F; the spelling first given is kept beside it.
 */
export function canonical(text: string): string {
  // Lowering may part what was composed: H̱ is two characters, ẖ is one.
  const lower = ASCII.test(text) ? text.toLowerCase() : text.normalize('NFC').toLowerCase().normalize('NFC');
  return lower.trimEnd();
}

const ASCII = /^[ -~]*$/;
