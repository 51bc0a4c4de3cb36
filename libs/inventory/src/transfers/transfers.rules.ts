import { canonical } from '#contracts/canonical';
import { problem, type Problem } from '#contracts/problems';
import { isLonger, MAX_SKU } from '../field.rules.js';
import type { Topology } from '../stocks/topology.js';

/** SKUs that can be, each once and without trailing blanks; a catalog would not know the others. MSI contract C7. */
export function possibleSkus(skus: string[]): string[] {
  const byKey = new Map<string, string>();
  for (const sku of skus.map((one) => one.trimEnd())) {
    if (sku && sku === sku.trim() && !isLonger(sku, MAX_SKU) && !byKey.has(canonical(sku)))
      byKey.set(canonical(sku), sku);
  }
  return [...byKey.values()];
}

/** Problems of the two ends of a transfer, in the order of MSI contract C7. */
export function endProblems(originSourceCode: string, destinationSourceCode: string, topology: Topology): Problem[] {
  const unknown = (code: 'ORIGIN_UNKNOWN' | 'DESTINATION_UNKNOWN', path: string, sourceCode: string) =>
    topology.source(sourceCode) ? [] : [problem(code, path, { sourceCode })];
  const same = canonical(originSourceCode) === canonical(destinationSourceCode);
  return [
    ...unknown('ORIGIN_UNKNOWN', 'originSourceCode', originSourceCode),
    ...unknown('DESTINATION_UNKNOWN', 'destinationSourceCode', destinationSourceCode),
    ...(same ? [problem('SAME_SOURCE', 'destinationSourceCode')] : []),
  ];
}

/** A problem for each code that no source has. */
export function unknownSources(sourceCodes: string[], topology: Topology): Problem[] {
  return sourceCodes.flatMap((sourceCode, index) =>
    topology.source(sourceCode) ? [] : [problem('SOURCE_UNKNOWN', `sourceCodes.${index}`, { sourceCode })],
  );
}
