import type { RouteDescription } from '../webapi/rest.js';
import type { Write } from '../webapi/write.js';

/** A route that changes something, and the topic that Magento would queue it on. */
export interface Service {
  route: RouteDescription;
  write: Write;
  topic: string;
}

/** The services of routes, by topic. */
export class Services extends Map<string, Service> {
  constructor(routes: RouteDescription[]) {
    super(routes.flatMap((route) => (route.write ? [entryOf(route, route.write)] : [])));
  }
}

function entryOf(route: RouteDescription, write: Write): [string, Service] {
  const name = write.service.replace('::', '.').replaceAll('\\', '.');
  const topic = `async.${name}.${route.method}`.toLowerCase();
  return [topic, { route, write, topic }];
}
