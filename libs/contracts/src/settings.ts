import { plainToInstance, Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, Max, Min, validateSync } from 'class-validator';

/** Reads `"true"`, `"1"`, `"on"` as true and their opposites as false; leaves the rest for the validator to refuse. */
export function BooleanText(): PropertyDecorator {
  const words: Record<string, boolean> = { true: true, '1': true, on: true, false: false, '0': false, off: false };
  return Transform(({ value }: { value: unknown }) => words[String(value).toLowerCase()] ?? value);
}

/** Reads decimal digits as a number; leaves the rest for the validator to refuse. */
export function NumberText(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value,
  );
}

/** Settings of every process that talks to the servers. */
export class ServerSettings {
  /** PostgreSQL to use, as a `postgresql://` URL. */
  @Matches(/^postgres(ql)?:\/\//, { message: 'DATABASE_URL must begin with postgresql://' }) DATABASE_URL: string;
  /** Whether connections to PostgreSQL are encrypted. */
  @BooleanText() @IsBoolean() DATABASE_SSL = false;
  /** Kafka brokers to use, `host:port` separated by commas. */
  @Matches(/^[^:,\s]+:\d+(,[^:,\s]+:\d+)*$/, { message: 'KAFKA_BROKERS must be host:port, separated by commas' })
  KAFKA_BROKERS: string;
  /** Whether connections to Kafka are encrypted. */
  @BooleanText() @IsBoolean() KAFKA_SSL = false;
  /** SASL mechanism of the brokers. */
  @IsOptional() @IsIn(['plain', 'scram-sha-256', 'scram-sha-512']) KAFKA_SASL_MECHANISM?:
    'plain' | 'scram-sha-256' | 'scram-sha-512';
  @IsOptional() @IsString() KAFKA_SASL_USERNAME?: string;
  @IsOptional() @IsString() KAFKA_SASL_PASSWORD?: string;
  /** Copies of each topic partition the migrate step asks for. */
  @NumberText() @IsInt() @Min(1) @Max(9) KAFKA_REPLICATION = 1;
  /** Put before every topic and group name, so that installations share one Kafka. */
  @Matches(/^[A-Za-z0-9._-]*$/, { message: 'KAFKA_PREFIX may hold letters, digits, ".", "_" and "-"' }) KAFKA_PREFIX =
    '';
  /** Least important log lines to print. */
  @IsIn(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']) LOG_LEVEL = 'info';
}

/** All that is wrong with the settings, a line each. */
export class BadSettings extends Error {
  constructor(readonly faults: string[]) {
    super(`These settings are wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/** Settings of a process out of its environment; empty values count as unset. Throws {@link BadSettings} naming every fault. */
export function readSettings<T extends object>(shape: new () => T, environment: Record<string, string | undefined>): T {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const settings = plainToInstance(shape, given, { exposeDefaultValues: true });
  const faults = validateSync(settings, { forbidUnknownValues: false });
  if (faults.length > 0) throw new BadSettings(faults.flatMap((fault) => Object.values(fault.constraints ?? {})));
  return settings;
}
