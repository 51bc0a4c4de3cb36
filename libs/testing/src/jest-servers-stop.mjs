/** Stops what jest-servers has started and removes its data. */
export default () => globalThis.stopTestServers();
