import { InvalidArgumentError } from 'commander';

/** Which letters `--state` may ask for. */
export const STATES = ['waiting', 'redriven', 'discarded', 'all'] as const;

/** Which letters a verb is about. */
export type Choice = 'all' | string[];

/** Options of a verb that takes ids or `--all`. */
export interface ChoiceOptions {
  all?: boolean;
  json?: boolean;
}

/** Ids each once, or all; throws when neither or both are asked for. */
export function chosen(ids: string[] | undefined, { all }: ChoiceOptions): Choice {
  const given = ids ?? [];
  if (all && given.length > 0) throw new Error('Name ids or --all, not both.');
  if (!all && given.length === 0)
    throw new Error('Name the ids of dead letters, as "stockwire dead-letters list" prints them, or --all.');
  return all ? 'all' : [...new Set(given)];
}

/** Reads the number of a letter. */
export function letterId(text: string): string {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw new InvalidArgumentError('An id is a number, as the list prints it.');
  return text;
}

/** Reads the numbers of letters, one at a time. */
export function letterIds(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), letterId(text)];
}

/** Reads a count of at least 1. */
export function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a number from 1 on.');
  return Number(text);
}

/** Reads ids of ACL resources as `Magento_InventoryApi::stock`, one at a time. */
export function aclResources(text: string, before: string[] | undefined): string[] {
  if (!/^\w+::\w+$/.test(text)) throw new InvalidArgumentError('A resource is written as Magento_InventoryApi::stock.');
  return [...(before ?? []), text];
}

/** Reads whom a token speaks for. */
export function tokenName(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('A token needs a name.');
  return text;
}

/** Reads for how many days a token is good. */
export function tokenDays(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text) || Number(text) > 36_500)
    throw new InvalidArgumentError('It is a number of days from 1 to 36500.');
  return Number(text);
}
