import 'reflect-metadata';
import storage from 'class-transformer/cjs/storage.js';
import { ValidationTypes } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import { COMMANDS, type CommandName } from './commands.js';

/** A JSON Schema, 2020-12. */
export interface JsonSchema {
  [keyword: string]: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

/**
 * JSON Schema of a command's data, generated from its class-validator decorators. Optional properties may be null;
 * properties it does not know are ignored, as the contract is additive.
 */
export function schemaOf(command: CommandName): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `stockwire.${command}.v1`,
    ...schemaOfClass(COMMANDS[command]),
  };
}

type Class = new () => object;

/** Class by class and never by name: a process may know two classes of one name, ours and a dialect's. */
function schemaOfClass(type: Class): JsonSchema {
  const { properties = {}, ...schema } = targetConstructorToSchema(type, {
    classTransformerMetadataStorage: storage.defaultMetadataStorage as never,
    additionalConverters: {
      [ValidationTypes.NESTED_VALIDATION]: ({ target, propertyName }) =>
        schemaOfClass(nestedClass(target as Class, propertyName)),
    },
  }) as JsonSchema;
  const entries = Object.entries(properties).map(
    ([name, property]) => [name, schema.required?.includes(name) ? property : nullable(property)] as const,
  );
  return { ...schema, properties: Object.fromEntries(entries) };
}

function nestedClass(owner: Class, property: string): Class {
  const metadata = storage.defaultMetadataStorage.findTypeMetadata(owner, property);
  if (!metadata) throw new Error(`${owner.name}.${property} is validated as nested but has no @Type`);
  return metadata.typeFunction();
}

function nullable(schema: JsonSchema): JsonSchema {
  const orNull = typeof schema.type === 'string' ? { ...schema, type: [schema.type, 'null'] } : schema;
  return Array.isArray(schema.enum) ? { ...orNull, enum: [...(schema.enum as unknown[]), null] } : orNull;
}
