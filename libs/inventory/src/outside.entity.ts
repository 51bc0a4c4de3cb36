import { p } from '@mikro-orm/core';

/** Columns by which other systems know a source, a stock or a link. */
export const OUTSIDE_COLUMNS = {
  publicId: p.text().collation('C').unique(),
  reference: p.text().nullable(),
  referenceOrigin: p.text().nullable(),
  metadata: p.json<Record<string, unknown>>(),
  createdAt: p.datetime(3),
  updatedAt: p.datetime(3),
};
