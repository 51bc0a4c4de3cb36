import 'reflect-metadata';
import transformer from 'class-transformer/cjs/storage.js';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';
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
    ...inlined({ $ref: `#/$defs/${COMMANDS[command].name}` }),
  };
}

const definitions = validationMetadatasToSchemas({
  classTransformerMetadataStorage: transformer.defaultMetadataStorage as never,
  refPointerPrefix: '#/$defs/',
}) as Record<string, JsonSchema>;

function inlined(schema: JsonSchema): JsonSchema {
  if (typeof schema.$ref === 'string') return inlined(definitions[schema.$ref.slice('#/$defs/'.length)]!);
  const { properties, items, ...rest } = schema;
  if (items) rest.items = inlined(items as JsonSchema);
  if (properties) {
    const entries = Object.entries(properties).map(([name, property]) => {
      const own = inlined(property);
      return [name, schema.required?.includes(name) ? own : nullable(own)];
    });
    rest.properties = Object.fromEntries(entries);
  }
  return rest;
}

function nullable({ not, ...schema }: JsonSchema): JsonSchema {
  return typeof schema.type === 'string' ? { ...schema, type: [schema.type, 'null'] } : { ...schema, not };
}
