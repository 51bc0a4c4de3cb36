import type { Command } from '#contracts/commands';
import type { SourceToSave } from '#contracts/sources';
import {
  done,
  nothingUpdated,
  refused,
  scenario,
  scenariosInAWorld,
  stockUpdated,
  type Expectation,
} from '#testing/scenario';
import { item, link, source, stock } from '#testing/builders';

scenariosInAWorld();

const eu = [source('eu-1'), stock('EU'), link(2, 'eu-1'), item('eu-1', 'CHAIR', 5)];

scenario('a new source is saved under its code')
  .when(source('eu-1'))
  .then(done({ sourceCodes: ['eu-1'] }), nothingUpdated());

scenario('a source saved again under another spelling is the same source')
  .given(source('eu-1'))
  .when(source('EU-1', { name: 'Renamed' }))
  .then(done({ sourceCodes: ['eu-1'] }));

scenario('all that is missing is said at once, in the order of the rules')
  .when({ name: 'SaveSources', data: { sources: [{ sourceCode: ' ' }] } })
  .then(
    refused(
      ['FIELD_EMPTY', 'sources.0.name'],
      ['FIELD_EMPTY', 'sources.0.sourceCode'],
      ['FIELD_HAS_WHITESPACE', 'sources.0.sourceCode'],
      ['FIELD_EMPTY', 'sources.0.postcode'],
      ['FIELD_EMPTY', 'sources.0.countryId'],
    ),
  );

scenario('template expressions are refused in name and code')
  .when(source('a${b}', { name: '$::{x}' }))
  .then(refused(['FIELD_HAS_TEMPLATE', 'sources.0.name'], ['FIELD_HAS_TEMPLATE', 'sources.0.sourceCode']));

scenario('an empty list is refused')
  .when({ name: 'SaveSources', data: { sources: [] } })
  .then(refused(['LIST_EMPTY', 'sources']));

scenario('a name belongs to one source, however it is spelled')
  .given(source('eu-1', { name: 'Berlin' }))
  .when(source('eu-2', { name: 'BERLIN ' }))
  .then(refused(['SOURCE_NAME_TAKEN', 'sources.0.name']));

scenario('two sources may swap their names in one batch')
  .given(source('eu-1', { name: 'Berlin' }), source('eu-2', { name: 'Paris' }))
  .when(source('eu-1', { name: 'Elsewhere' }), source('eu-2', { name: 'Berlin' }), source('eu-1', { name: 'Paris' }))
  .then(done());

scenario('the default source stays enabled, also when nothing is said of it')
  .when(source('default'))
  .then(refused(['DEFAULT_SOURCE_DISABLED', 'sources.0.enabled']));

scenario('carriers cannot be set per source')
  .when(source('eu-1', { carrierLinks: [{ carrierCode: 'ups', position: 1 }] }))
  .then(refused(['CARRIERS_NOT_CONFIGURABLE', 'sources.0.carrierLinks']));

scenario('a pickup location needs city and street, and its phone is asked for when the city is blank')
  .when(source('eu-1', { isPickupLocationActive: true }))
  .then(
    refused(
      ['PICKUP_FIELD_EMPTY', 'sources.0.city'],
      ['PICKUP_FIELD_EMPTY', 'sources.0.street'],
      ['PICKUP_FIELD_EMPTY', 'sources.0.phone'],
    ),
  );

scenario('one bad source of several refuses all')
  .when({
    name: 'SaveSources',
    data: { sources: [{ sourceCode: 'ok', name: 'Ok', postcode: '1', countryId: 'DE' }, { sourceCode: 'bad' }] },
  })
  .then(
    refused(
      ['FIELD_EMPTY', 'sources.1.name'],
      ['FIELD_EMPTY', 'sources.1.postcode'],
      ['FIELD_EMPTY', 'sources.1.countryId'],
    ),
    async (_, world) => {
      const { outcomes } = await world.apply(item('ok', 'CHAIR', 1));
      expect(outcomes[0]?.status).toBe('refused');
    },
  );

scenario('a disabled source sells nothing from this moment')
  .given(...eu)
  .when(source('eu-1', { enabled: false }))
  .then(
    done(),
    stockUpdated({ stockId: 2, sku: 'CHAIR', quantity: '0', isSalable: false, assigned: true, version: 2 }),
  );

scenario('an enabled source sells again, and what is not said of it stays')
  .given(...eu, source('eu-1', { enabled: false }))
  .when(source('eu-1', { enabled: true }))
  .then(done(), stockUpdated({ stockId: 2, sku: 'CHAIR', quantity: '5', isSalable: true, version: 3 }));

scenario('fields left out keep what is stored, null clears, the names for customers are rewritten')
  .given(
    source('eu-1', {
      email: 'a@example.org',
      city: 'Berlin',
      frontendName: 'Shop',
      frontendDescription: 'Text',
      latitude: 52.5,
    }),
  )
  .when(source('eu-1', { city: null }))
  .then(done(), async (_, { orm }) => {
    const [row] = await orm.em
      .fork()
      .execute<object[]>(
        `select email, city, frontend_name, frontend_description, latitude, enabled from source where source_key = 'eu-1'`,
      );
    expect(row).toEqual({
      email: 'a@example.org',
      city: null,
      frontend_name: 'Source eu-1',
      frontend_description: null,
      latitude: 52.5,
      enabled: true,
    });
  });

const created = (more: SourceToSave): Command => ({
  name: 'SaveSources',
  data: { sources: [{ name: 'New', postcode: '1', countryId: 'DE', mustBeNew: true, ...more }] },
});

const aliases =
  (...expected: unknown[]): Expectation =>
  async (_, { orm }) => {
    const rows = await orm.em
      .fork()
      .execute<{ line: string }[]>(
        `select source_code || ' ' || coalesce(alias, '-') as line from source where source_id > 1 order by source_id`,
      );
    expect(rows.map(({ line }) => line)).toEqual(expected);
  };

scenario('a source that must be new is refused when it is there')
  .given(source('eu-1'))
  .when(created({ sourceCode: 'EU-1' }))
  .then(refused(['SOURCE_TAKEN', 'sources.0.sourceCode']));

scenario('a source that must exist is refused when it is not there')
  .when({ name: 'SaveSources', data: { sources: [{ sourceCode: 'eu-1', mustExist: true }] } })
  .then(refused(['SOURCE_UNKNOWN', 'sources.0.sourceCode']));

scenario('a source that must exist keeps all that is not given')
  .given(source('eu-1', { frontendName: 'Shop', enabled: false, city: 'Bonn' }))
  .when({ name: 'SaveSources', data: { sources: [{ sourceCode: 'eu-1', mustExist: true, alias: 'one' }] } })
  .then(done({ sourceCodes: ['eu-1'] }), async (_, { orm }) => {
    const [row] = await orm.em.fork().execute<object[]>(`select * from source where source_key = 'eu-1'`);
    expect(row).toMatchObject({
      ...{ name: 'Source eu-1', frontend_name: 'Shop', enabled: false, city: 'Bonn', postcode: '10115', alias: 'one' },
    });
  });

scenario('the default source that must exist need not be said to be enabled')
  .when({ name: 'SaveSources', data: { sources: [{ sourceCode: 'default', mustExist: true, reference: 'r' }] } })
  .then(done());

scenario('a source gets its code for an alias, and a new one its alias for a code')
  .when(source('eu-1'), created({ alias: 'BER' }))
  .then(done({ sourceCodes: ['eu-1'] }, { sourceCodes: ['BER'] }), aliases('eu-1 eu-1', 'BER BER'));

scenario('a source whose alias cannot be a code, or is one, gets a code of its own')
  .given(source('eu-1'), {
    ...{ name: 'SaveSources', data: { sources: [{ sourceCode: 'eu-1', mustExist: true, alias: null }] } },
  })
  .when(created({ alias: 'in Berlin', name: 'A' }), created({ alias: 'eu-1', name: 'B' }))
  .then(aliases('eu-1 -', expect.stringMatching(/^\S{10} in Berlin$/), expect.stringMatching(/^\S{10} eu-1$/)));

scenario('an alias belongs to one source')
  .given(created({ alias: 'BER' }), {
    ...{ name: 'SaveSources', data: { sources: [{ sourceCode: 'BER', mustExist: true, alias: 'SXF' }] } },
  })
  .when(created({ alias: 'sxf', name: 'Other' }))
  .then(refused(['ALIAS_TAKEN', 'sources.0.alias']), aliases('BER SXF'));

scenario('a source of a code that is the alias of another has no alias')
  .given(created({ alias: 'BER' }), {
    ...{ name: 'SaveSources', data: { sources: [{ sourceCode: 'BER', mustExist: true, alias: 'SXF' }] } },
  })
  .when(source('sxf'))
  .then(done(), aliases('BER SXF', 'sxf -'));
