/** A condition of a search; the filters given are all to hold. */
export interface Filter {
  field: string;
  value: string | number;
  condition?: string;
}

/** What is searched for, sorted by a field, a page of it. */
export interface Search {
  filters: Filter[];
  sort?: string;
  pageSize?: number;
}

/** The query string of a search, in Magento's bracket notation. */
export function searchCriteria({ filters, sort, pageSize }: Search): string {
  const query = new URLSearchParams();
  filters.forEach(({ field, value, condition = 'eq' }, index) => {
    const filter = `searchCriteria[filter_groups][${index}][filters][0]`;
    query.set(`${filter}[field]`, field);
    query.set(`${filter}[value]`, String(value));
    query.set(`${filter}[condition_type]`, condition);
  });
  if (sort) query.set('searchCriteria[sort_orders][0][field]', sort);
  if (sort) query.set('searchCriteria[sort_orders][0][direction]', 'ASC');
  if (pageSize) query.set('searchCriteria[page_size]', String(pageSize));
  return query.size > 0 ? query.toString() : 'searchCriteria=';
}

/** A search in words: `stock_id eq 2, sorted by priority`. */
export function inWords({ filters, sort, pageSize }: Search): string {
  const conditions = filters.map(({ field, value, condition = 'eq' }) => `${field} ${condition} ${value}`);
  const order = [...(sort ? [`sorted by ${sort}`] : []), ...(pageSize ? [`${pageSize} a page`] : [])];
  return [conditions.join(' and '), ...order].join(', ');
}
