import { canonical } from '#contracts/canonical';
import { problem, type Problem } from '#contracts/problems';
import type { TopologyHandler } from '../decision.js';
import { emptyField, MAX_CODE, overlongField, whitespaceInField } from '../field.rules.js';
import type { WebsiteRow } from './stock.entity.js';
import { ADMIN_WEBSITE, DEFAULT_STOCK } from './topology.js';

export const registerWebsites: TopologyHandler<'RegisterWebsites'> = {
  locks: 'topology',
  decide({ websites }, facts) {
    if (websites.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'websites')] };
    const problems = websites.flatMap(({ code }, index) => [
      ...emptyField(code, 'code', `websites.${index}`),
      ...whitespaceInField(code, 'code', `websites.${index}`),
      ...overlongField(code, 'code', `websites.${index}`, MAX_CODE),
      ...reserved(code, `websites.${index}.code`),
    ]);
    if (problems.length > 0) return { status: 'refused', problems };

    const known = new Map(facts.websites);
    let lastId = facts.lastIds.website;
    for (const { code, name } of websites) {
      const codeKey = canonical(code);
      if (!known.has(codeKey)) known.set(codeKey, { websiteId: ++lastId, codeKey, code, name: name ?? code });
    }
    const added = [...known.values()].filter((row) => !facts.websites.has(row.codeKey));
    return {
      status: 'done',
      view: { websiteIds: websites.map(({ code }) => known.get(canonical(code))!.websiteId) },
      delta: { websites: added, channels: added.map(channelOfDefaultStock) },
    };
  },
};

function reserved(code: string | null | undefined, path: string): Problem[] {
  return canonical(code ?? '') === ADMIN_WEBSITE ? [problem('WEBSITE_RESERVED', path, { code: code! })] : [];
}

function channelOfDefaultStock({ codeKey, code }: WebsiteRow) {
  return { type: 'website', codeKey, code, stockId: DEFAULT_STOCK };
}
