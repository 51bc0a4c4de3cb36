import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { COMMANDS, type CommandName } from '#contracts/commands';
import { schemaOf } from '#contracts/schemas';

const ajv = new Ajv2020({ allErrors: false, strict: false });

// Compiling all of them takes longer than the rest of a start.
const validators = new Map<CommandName, ValidateFunction>();

/** Whether there is a command of this name. */
export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

/** Where data first departs from the schema of its command, and how: `/items/0/quantity must be string`. */
export function shapeFault(name: CommandName, data: unknown): string | undefined {
  const validate = validators.get(name) ?? compiled(name);
  if (validate(data)) return undefined;
  const { instancePath, message } = validate.errors![0]!;
  return `${instancePath || '/'} ${message}`;
}

function compiled(name: CommandName): ValidateFunction {
  const validate = ajv.compile(schemaOf(name));
  validators.set(name, validate);
  return validate;
}

/** What of texts PostgreSQL has no place for, however deep they are. */
export function textFault(data: unknown): string | undefined {
  const left = [data];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0')))
      return 'a text holds the character NUL or half a surrogate pair';
    if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) left.push(name, member);
    }
  }
  return undefined;
}
