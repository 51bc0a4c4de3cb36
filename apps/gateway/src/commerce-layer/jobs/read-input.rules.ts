import type { ResourceBody } from '../read-body.rules.js';
import type { Resource } from '../resource.js';
import { isFilled, type Input } from './input.rules.js';

/** What an input says of a record, and which of its columns say nothing. */
export interface InputRead {
  id?: string;
  body: ResourceBody;
  ignored: string[];
}

/**
 * Reads an input: columns are attributes and ids of relationships, `stock_location_id` for example. One of the relationship `parent` that
 * names none has `parentId`. Commerce Layer contract §2, Bulk.
 */
export function readInput({ type, body }: Resource, input: Input, parent?: { name: string; id: string }): InputRead {
  const { attributes, relationships } = body!;
  const read: InputRead = { body: { attributes: {}, relationships: {} }, ignored: [] };
  for (const [column, cell] of Object.entries(input)) {
    const relationship = column.replace(/_id$/, '');
    if (column === 'id' || Object.hasOwn(relationships, relationship)) {
      if (column === 'id' && isFilled(cell)) read.id = String(cell);
      else if (column !== 'id' && column !== relationship && isFilled(cell))
        read.body.relationships[relationship] = String(cell);
      else if (column === relationship) read.ignored.push(column);
    } else if (Object.hasOwn(attributes, column)) read.body.attributes[column] = cell;
    else if (column !== 'type' || cell !== type) read.ignored.push(column);
  }
  if (parent) read.body.relationships[parent.name] ??= parent.id;
  return read;
}
