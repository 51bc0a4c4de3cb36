import { deleteSources, item, link, noItem, source, stock, unlink } from '#testing/builders';
import { described, transfer } from '#testing/claims';
import { done, nothingUpdated, outcomes, refused, scenario, scenariosInAWorld } from '#testing/scenario';

scenariosInAWorld();

scenario('a source without links and items is deleted, and its name is free')
  .given(source('eu-1', { name: 'Berlin' }))
  .when(deleteSources('EU-1'), source('eu-2', { name: 'Berlin' }))
  .then(done({}, { sourceCodes: ['eu-2'] }), nothingUpdated());

scenario('what a source once held and supplied does not keep it')
  .given(source('eu-1'), stock('EU'), link(2, 'eu-1'), item('eu-1', 'CHAIR', 0, 0))
  .given(unlink(2, 'eu-1'), noItem('eu-1', 'CHAIR'))
  .when(deleteSources('eu-1'))
  .then(done({}));

scenario('a code that comes back is another source')
  .given(source('eu-1'), stock('EU'), link(2, 'eu-1'), unlink(2, 'eu-1'), deleteSources('eu-1'))
  .when(source('eu-1', { name: 'Another' }), link(2, 'eu-1'))
  .then(outcomes('done', 'done'), nothingUpdated());

scenario('a source that supplies a stock or holds anything, be it nothing of it, is kept')
  .given(source('eu-1'), stock('EU'), link(2, 'eu-1'), item('eu-1', 'CHAIR', 0, 0))
  .when(deleteSources('eu-1'))
  .then(refused(['SOURCE_LINKED', 'sourceCodes.0'], ['SOURCE_HAS_ITEMS', 'sourceCodes.0']));

scenario('a source that stock transfers lead from or to is kept, whatever became of them')
  .given(source('eu-1'), source('eu-2'), described('CHAIR'), transfer(['eu-1', 'eu-2'], 'CHAIR', 5))
  .when(deleteSources('eu-1', 'eu-2'))
  .then(refused(['SOURCE_IN_TRANSFERS', 'sourceCodes.0'], ['SOURCE_IN_TRANSFERS', 'sourceCodes.1']));

scenario('the default source is kept, and one that does not exist is told')
  .given(source('eu-1'))
  .when(deleteSources('eu-1', 'default', 'nowhere'))
  .then(refused(['DEFAULT_SOURCE_KEPT', 'sourceCodes.1'], ['SOURCE_UNKNOWN', 'sourceCodes.2']));

scenario('no source at all is refused')
  .when(deleteSources())
  .then(refused(['LIST_EMPTY', 'sourceCodes']));
