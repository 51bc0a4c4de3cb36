/** What became of a source item; `quantity` as a decimal string, when it was saved. */
export interface ItemChange {
  sourceItemId: number;
  became: 'created' | 'updated' | 'deleted';
  quantity?: string;
}
