import { CsvError, parse } from 'csv-parse/sync';
import type { Violation } from '../errors.js';
import { isMembers } from '../members.rules.js';
import type { Input } from './input.rules.js';

/** Most inputs of an import. Commerce Layer contract §2, Bulk. */
export const MOST_INPUTS = 10_000;

/** Inputs out of what was given for them: a list of objects, or CSV with a head; of a line, empty cells say nothing. */
export function readInputs(given: unknown, format: unknown): { inputs: Input[] } | { violation: Violation } {
  if (given === null || given === undefined || given === '') return BLANK;
  const rows = typeof given === 'string' && format === 'csv' ? readCsv(given) : given;
  if (typeof rows === 'string') return { violation: { error: 'invalid', title: rows } };
  if (!Array.isArray(rows) || !rows.every(isMembers)) return NO_LIST;
  if (rows.length === 0) return BLANK;
  return rows.length > MOST_INPUTS ? TOO_MANY : { inputs: rows };
}

const BLANK = { violation: { error: 'blank', title: "can't be blank" } };
const NO_LIST = { violation: { error: 'invalid', title: 'must be a list of objects, or CSV when the format is csv' } };
const TOO_MANY = {
  violation: { error: 'too_long', title: `is too long (maximum is ${MOST_INPUTS} inputs)`, count: MOST_INPUTS },
};

/** The lines of a CSV as objects; what is wrong with it when it is none. */
function readCsv(text: string): Input[] | string {
  try {
    const options = { columns: true, bom: true, skip_empty_lines: true, trim: true, to: MOST_INPUTS + 1 } as const;
    return parse<Record<string, string>>(text, options).map(withoutBlanks);
  } catch (error) {
    if (error instanceof CsvError) return `is no CSV: ${error.message}`;
    throw error;
  }
}

function withoutBlanks(line: Record<string, string>): Input {
  const filled = Object.entries(line).filter(([, cell]) => cell !== '');
  return Object.fromEntries(filled.map(([column, cell]) => [column, column === 'metadata' ? objectIn(cell) : cell]));
}

function objectIn(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch (error) {
    if (error instanceof SyntaxError) return cell;
    throw error;
  }
}
