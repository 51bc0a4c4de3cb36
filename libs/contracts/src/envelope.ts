/** Header names and values of a CloudEvents 1.0 message in Kafka's binary mode. */
export interface EnvelopeHeaders {
  ce_id: string;
  ce_type: string;
  ce_source: string;
  ce_time: string;
  ce_specversion: '1.0';
  'content-type': 'application/json';
  [extension: string]: string;
}

/** Headers of a message; `type` is a bare name such as `StockUpdated`, `time` ISO 8601. */
export function envelope(type: string, id: string, source: string, time: string): EnvelopeHeaders {
  return {
    ce_id: id,
    ce_type: `stockwire.${type}.v1`,
    ce_source: source,
    ce_time: time,
    ce_specversion: '1.0',
    'content-type': 'application/json',
  };
}

/** Bare name in a `ce_type`, or undefined when it is none of ours. */
export function nameOfType(ceType: string): string | undefined {
  return /^stockwire\.(\w+)\.v1$/.exec(ceType)?.[1];
}
