import kafkajs, {
  type Admin,
  type AdminConfig,
  type Consumer,
  type ConsumerConfig,
  type Kafka,
  type KafkaConfig,
  type logLevel,
  type Producer,
  type ProducerConfig,
  type SASLOptions,
} from 'kafkajs';
import type { Logger } from 'pino';
import type { ServerSettings } from '#contracts/settings';
import { BrokerSockets } from './broker-sockets.js';
import { encodeRecordsFast } from './encode-record.js';
import { restWhenIdle } from './rest-when-idle.js';

/** A Kafka client of the settings' brokers that logs through the process's own log; `retries` is how often it repeats what fails. */
export function kafkaOf(
  settings: ServerSettings,
  clientId: string,
  log: Logger,
  { retries = 5, sockets = new BrokerSockets() } = {},
): Kafka {
  encodeRecordsFast();
  restWhenIdle();
  return new AlertKafka(sockets, {
    clientId,
    brokers: settings.KAFKA_BROKERS.split(','),
    ssl: settings.KAFKA_SSL,
    ...(settings.KAFKA_SASL_MECHANISM ? { sasl: saslOf(settings) } : {}),
    retry: { retries, initialRetryTime: 200, maxRetryTime: 1_000 },
    connectionTimeout: 3_000,
    requestTimeout: 6_000,
    enforceRequestTimeout: true,
    logLevel: kafkajs.logLevel.WARN,
    logCreator: logTo(log),
  });
}

/** Closes the connections to a broker that leaves a request unanswered: kafkajs would go on using them, however dead they are. */
class AlertKafka extends kafkajs.Kafka {
  constructor(
    private readonly sockets: BrokerSockets,
    config: KafkaConfig,
  ) {
    super({ ...config, socketFactory: sockets.make });
  }

  override producer(config?: ProducerConfig): Producer {
    const producer = super.producer(config);
    producer.on(producer.events.REQUEST_TIMEOUT, ({ payload }) => this.sockets.drop(payload.broker));
    return producer;
  }

  override consumer(config: ConsumerConfig): Consumer {
    const consumer = super.consumer(config);
    consumer.on(consumer.events.REQUEST_TIMEOUT, ({ payload }) => this.sockets.drop(payload.broker));
    return consumer;
  }

  override admin(config?: AdminConfig): Admin {
    const admin = super.admin(config);
    admin.on(admin.events.REQUEST_TIMEOUT, ({ payload }) => this.sockets.drop(payload.broker));
    return admin;
  }
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
