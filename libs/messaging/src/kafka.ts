import kafkajs, { type Kafka, type KafkaConfig, type logLevel, type SASLOptions } from 'kafkajs';
import type { Logger } from 'pino';
import type { ServerSettings } from '#contracts/settings';

/** A Kafka client of the settings' brokers that logs through the process's own log; `retries` is how often it repeats what fails. */
export function kafkaOf(settings: ServerSettings, clientId: string, log: Logger, retries = 5): Kafka {
  return new kafkajs.Kafka({
    clientId,
    brokers: settings.KAFKA_BROKERS.split(','),
    ssl: settings.KAFKA_SSL,
    ...(settings.KAFKA_SASL_MECHANISM ? { sasl: saslOf(settings) } : {}),
    retry: { retries, initialRetryTime: 200, maxRetryTime: 5_000 },
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    enforceRequestTimeout: true,
    logLevel: kafkajs.logLevel.WARN,
    logCreator: logTo(log),
  });
}

function saslOf({
  KAFKA_SASL_MECHANISM,
  KAFKA_SASL_USERNAME = '',
  KAFKA_SASL_PASSWORD = '',
}: ServerSettings): SASLOptions {
  return {
    mechanism: KAFKA_SASL_MECHANISM!,
    username: KAFKA_SASL_USERNAME,
    password: KAFKA_SASL_PASSWORD,
  };
}

function logTo(log: Logger): KafkaConfig['logCreator'] {
  const kafkaLog = log.child({ part: 'kafka' });
  return () =>
    ({ level, log: { message, timestamp: _timestamp, logger: _logger, ...details } }) => {
      kafkaLog[levelName(level)](details, message);
    };
}

/** What kafkajs calls an error it mostly mends by itself; what it cannot mend reaches us as an exception. */
function levelName(level: logLevel): 'warn' | 'info' | 'debug' {
  if (level <= kafkajs.logLevel.ERROR) return 'warn';
  return level === kafkajs.logLevel.WARN ? 'info' : 'debug';
}
