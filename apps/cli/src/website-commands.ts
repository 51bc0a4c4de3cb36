import { describeProblem } from '#contracts/problems';
import { print, printJson, type PrintOptions } from './output.js';
import { printable } from './printable.js';
import { withSender } from './sender.js';
import type { CliSettings } from './settings.js';

/** Registers websites; those that are there stay as they are. */
export async function addWebsites(settings: CliSettings, codes: string[], { json }: PrintOptions): Promise<void> {
  await withSender(settings, async (sender) => {
    const websites = codes.map((code) => ({ code }));
    const outcome = await sender.send('RegisterWebsites', { websites }, { key: 'RegisterWebsites' });
    if (outcome.status === 'refused') throw new Error(outcome.problems.map(describeProblem).join('\n'));
    const { websiteIds } = outcome.view;
    if (json) return printJson(codes.map((code, index) => ({ code, id: websiteIds[index] })));
    print(...codes.map((code, index) => `Website ${printable(code)} has id ${websiteIds[index]}.`));
  });
}
