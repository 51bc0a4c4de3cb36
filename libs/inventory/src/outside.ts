/** By what other systems know a row. */
export interface Outside {
  publicId: string;
  reference: string | null;
  referenceOrigin: string | null;
  metadata: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
}
