/** A data object as Magento sends it: keys in the order given, those without a value left out. MSI contract A2. */
export function dataObject(properties: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined && value !== null));
}
