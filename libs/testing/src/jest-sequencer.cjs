const { default: TestSequencer } = require('@jest/test-sequencer');

const LONG = /\/test\/(faults|cli|pipe|start)|\/tools\/servers\/|webhook-deliveries|crash|exports/;

/** Long specs first, that the run does not end with one of them alone; where no run has told yet, those of folders known for it. */
module.exports = class LongestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration)) return sorted;
    const isLong = ({ path }) => LONG.test(path);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};
