import { CONTROLLERS } from './controllers.js';
import { openApiOf } from './webapi/openapi.js';
import { routesOf } from './webapi/rest.js';

/** OpenAPI 3.1 of this dialect, as the code has it. */
export function openApi(): object {
  return openApiOf(routesOf(CONTROLLERS));
}
