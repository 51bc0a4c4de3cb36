/** How much a client may ask for at once; none of it is limited unless an operator says so. MSI contract A4. */
export interface InputLimits {
  /** Elements of any one list of a request. */
  items: number;
  /** Rows of a page. */
  pageSize: number;
  /** Rows of a page when the client does not say; none: all rows. */
  defaultPageSize?: number;
}

/** No limits. */
export const UNLIMITED: InputLimits = { items: Infinity, pageSize: Infinity };
