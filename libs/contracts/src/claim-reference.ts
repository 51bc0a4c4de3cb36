/** By what other systems know a claim; whichever takes more than 16,384 characters of JSON is left out. */
export interface ClaimReference {
  reference?: string | null;
  referenceOrigin?: string | null;
  metadata?: Record<string, unknown>;
}
