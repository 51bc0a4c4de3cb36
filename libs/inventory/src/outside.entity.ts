import { p } from '@mikro-orm/core';

/** Columns that other systems keep with a row, and its times. */
export const REFERENCE_COLUMNS = {
  reference: p.text().nullable(),
  referenceOrigin: p.text().nullable(),
  metadata: p.json<Record<string, unknown>>(),
  createdAt: p.datetime(3),
  updatedAt: p.datetime(3),
};

/** Columns by which other systems know a source, a stock or a link. */
export const OUTSIDE_COLUMNS = {
  publicId: p.text().collation('C').unique(),
  ...REFERENCE_COLUMNS,
};
