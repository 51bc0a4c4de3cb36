/**
 * A URL as the routes know it: below `/rest` without the code of a store view, since stock is the same in all of them, and without
 * slashes at the end of the path. MSI contract A1.
 */
export function withoutStoreView(url: string, storeCodes: ReadonlySet<string>): string {
  if (!/^\/rest[/?]/.test(url)) return url;
  const [path, query] = parted(url);
  const [, code, others] = /^\/rest\/([^/]*)(.*)$/s.exec(path) ?? [];
  const bare = code !== undefined && storeCodes.has(code) ? `/rest${others}` : path;
  return withoutSlashes(bare) + query;
}

function parted(url: string): [path: string, query: string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark)];
}

function withoutSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end);
}
