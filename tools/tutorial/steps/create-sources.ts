import { FIRST_SOURCES, LINKED_SOURCES } from '../seeds/sources.js';
import { INVENTORY, type Tutorial } from '../tutorial.js';

/** Logs in as the administrator and creates the ten sources; a source that exists is updated. */
export async function createSources(tutorial: Tutorial): Promise<void> {
  const { page, magento } = tutorial;
  page.step('Create sources', 'Sources are the places that hold goods: warehouses, shops, a head office.');
  await logIn(tutorial);

  const path = `${INVENTORY}/sources`;
  const rows: string[][] = [];
  for (const source of [...FIRST_SOURCES, ...LINKED_SOURCES]) {
    const { status, body } = await magento.send('POST', path, { source });
    const where = [source.street, source.postcode, source.city, source.country_id].filter(Boolean).join(', ');
    rows.push([source.source_code, source.name, where, `${status} ${JSON.stringify(body)}`]);
  }
  page.say(`\nPOST ${path} for each of`);
  page.table(['source_code', 'name', 'place', 'answer'], rows);
  const wrong = rows.filter(([, , , answer]) => answer !== '200 []');
  page.check('each is answered with an empty array', wrong.length === 0, wrong.join('; '));
}

async function logIn({ page, magento, target }: Tutorial): Promise<void> {
  const path = '/rest/all/V1/integration/admin/token';
  const { username, password } = target.admin;
  const { status, body } = await magento.send('POST', path, { username, password });
  const isToken = status === 200 && typeof body === 'string' && body.length > 0;
  const answer = isToken ? `200 "${body.slice(0, 20)}…"` : `${status} ${JSON.stringify(body)}`;
  page.exchange(['POST', path], ['sent', JSON.stringify({ username, password: '…' })], ['answer', answer]);
  page.check('the administrator is given a token', isToken, `the answer was ${answer}`);
  magento.token = body as string;
}
