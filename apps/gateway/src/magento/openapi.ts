import { ASYNC_CONTROLLER, ROUTES } from './controllers.js';
import { openApiOf } from './webapi/openapi.js';
import { routesOf } from './webapi/rest.js';

/** OpenAPI 3.1 of this dialect, as the code has it. */
export function openApi(): object {
  const accepted = routesOf([ASYNC_CONTROLLER]).filter(({ write }) => write);
  return openApiOf([...ROUTES, ...accepted]);
}
