import { done, nothingUpdated, refused, scenario, scenariosInAWorld, stockUpdated } from '#testing/scenario';
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
