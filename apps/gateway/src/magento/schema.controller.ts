import { openApi } from './openapi.js';
import { Rest, Route } from './webapi/rest.js';

/** What this dialect serves, where Magento's clients look for it: `GET /rest/all/schema?services=all`, the same for all services. */
@Rest()
export class SchemaController {
  private readonly document = openApi();

  @Route('GET', 'schema')
  schema() {
    return this.document;
  }
}
