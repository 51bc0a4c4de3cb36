import { problem, type Problem } from '#contracts/problems';
import type { StockSourceLinkToSave } from '#contracts/stocks';
import type { Circumstances, TopologyHandler } from '../decision.js';
import { emptyField, whitespaceInField } from '../field.rules.js';
import { newOutside, savedOutside } from '../outside.rules.js';
import { defaultsInLink, isDefaultPair } from './links.rules.js';
import type { StockSourceLinkRow } from './stock.entity.js';
import { linkKey, type Topology } from './topology.js';

export const assignSourcesToStock: TopologyHandler<'AssignSourcesToStock'> = {
  locks: 'topology',
  decide({ links }, facts, at) {
    if (links.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'links')] };
    const invalid = links.flatMap((link, index) => validationProblems(link, `links.${index}`));
    if (invalid.length > 0) return { status: 'refused', problems: invalid };
    const unknown = links.flatMap((link, index) => unknownEnds(link, facts, `links.${index}`));
    if (unknown.length > 0) return { status: 'refused', problems: unknown };

    const rows = new Map(facts.links);
    let lastId = facts.lastIds.link;
    const missed: Problem[] = [];
    const saved = links.map((link, index) => {
      const pair = { stockId: link.stockId!, sourceId: facts.source(link.sourceCode!)!.sourceId };
      const stored = rows.get(linkKey(pair));
      if (!stored && link.mustExist) missed.push(problem('LINK_UNKNOWN', `links.${index}.sourceCode`));
      if (stored && link.mustBeNew) missed.push(problem('LINK_TAKEN', `links.${index}.sourceCode`));
      const row = merged(link, stored ?? { ...newRow(at), ...pair, linkId: ++lastId }, at);
      rows.set(linkKey(pair), row);
      return row;
    });
    if (missed.length > 0) return { status: 'refused', problems: missed };
    return { status: 'done', view: { linkIds: saved.map((row) => row.publicId) }, delta: { links: saved } };
  },
};

function validationProblems(link: StockSourceLinkToSave, path: string): Problem[] {
  return [
    ...emptyField(link.sourceCode, 'sourceCode', path),
    ...whitespaceInField(link.sourceCode, 'sourceCode', path),
    ...(link.stockId ? [] : [problem('FIELD_EMPTY', `${path}.stockId`, { field: 'stockId' })]),
    ...(priorityFits(link) ? [] : [problem('FIELD_NOT_POSITIVE', `${path}.priority`, { field: 'priority' })]),
    ...(isDefaultPair(link) ? [] : defaultsInLink(link, path)),
  ];
}

function priorityFits({ priority, mustExist }: StockSourceLinkToSave): boolean {
  return typeof priority === 'number' ? priority > 0 : mustExist === true;
}

function unknownEnds({ sourceCode, stockId }: StockSourceLinkToSave, facts: Topology, path: string): Problem[] {
  return [
    ...(facts.source(sourceCode!)
      ? []
      : [problem('SOURCE_UNKNOWN', `${path}.sourceCode`, { sourceCode: sourceCode! })]),
    ...(facts.stocks.has(stockId!) ? [] : [problem('STOCK_UNKNOWN', `${path}.stockId`, { stockId: stockId! })]),
  ];
}

function newRow(at: Circumstances): Omit<StockSourceLinkRow, 'stockId' | 'sourceId' | 'linkId'> {
  return { priority: 0, onHold: false, ...newOutside(at) };
}

function merged(link: StockSourceLinkToSave, row: StockSourceLinkRow, at: Circumstances): StockSourceLinkRow {
  return {
    ...row,
    priority: link.priority ?? row.priority,
    onHold: link.onHold ?? row.onHold,
    ...savedOutside(link, row, at),
  };
}
