import { decode } from '../webapi/body.js';
import { MagentoError } from '../webapi/errors.js';

/**
 * The elements of a JSON list as they are written, so that each can be read by itself: a large list need not be in memory as objects.
 * Where the list ends is certain, what an element holds is not: it may be no JSON. Throws 400 for what is no JSON at all, or no list.
 */
export function elementsOf(json: string): string[] {
  const [begin, end] = [firstOf(json), lastOf(json)];
  if (json[begin] !== '[') throw noList(json);
  if (json[end] !== ']') throw new MagentoError(400, 'Decoding error.');
  const elements: string[] = [];
  let from = begin + 1;
  let depth = 0;
  for (let at = from; at < end; at++) {
    const letter = json.charCodeAt(at);
    if (letter === QUOTE) at = endOfText(json, at);
    else if (letter === OPENING_BRACE || letter === OPENING_BRACKET) depth++;
    else if (letter === CLOSING_BRACE || letter === CLOSING_BRACKET) depth--;
    else if (letter === COMMA && depth === 0) {
      elements.push(json.slice(from, at));
      from = at + 1;
    }
  }
  const last = json.slice(from, end);
  return elements.length === 0 && last.trim() === '' ? [] : [...elements, last];
}

function noList(json: string): MagentoError {
  if (json !== '') decode(json);
  return new MagentoError(400, 'The body of a bulk request is a list of bodies.');
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** Where the text that begins at a quotation mark ends; the end of all when it does not. */
function endOfText(json: string, quote: number): number {
  for (let at = json.indexOf('"', quote + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let escapes = 0;
    while (json.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return json.length;
}

function firstOf(json: string): number {
  return json.search(/[^ \t\r\n]/);
}

function lastOf(json: string): number {
  let at = json.length - 1;
  while (at >= 0 && ' \t\r\n'.includes(json[at]!)) at--;
  return at;
}
