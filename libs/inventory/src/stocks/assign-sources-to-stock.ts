import { problem, type Problem } from '#contracts/problems';
import type { StockSourceLinkToSave } from '#contracts/stocks';
import type { Circumstances, TopologyHandler } from '../decision.js';
import { emptyField, whitespaceInField } from '../field.rules.js';
import { newOutside, savedOutside } from '../outside.rules.js';
import { defaultsInLink, endsOf, isDefaultPair } from './links.rules.js';
import type { StockSourceLinkRow } from './stock.entity.js';
import { DEFAULT_STOCK, linkKey, type Topology } from './topology.js';

export const assignSourcesToStock: TopologyHandler<'AssignSourcesToStock'> = {
  locks: 'topology',
  decide({ links: given }, facts, at) {
    if (given.length === 0) return { status: 'refused', problems: [problem('LIST_EMPTY', 'links')] };
    const known = new Map([...facts.links.values()].map((row) => [row.publicId, row]));
    const gone = given.flatMap(({ linkId }, index) => (linkId && !known.has(linkId) ? [lost(index)] : []));
    if (gone.length > 0) return { status: 'refused', problems: gone };
    const links = given.map((link) => (link.linkId ? completed(link, known.get(link.linkId)!, facts) : link));
    const invalid = links.flatMap((link, index) => [
      ...validationProblems(link, `links.${index}`),
      ...(link.linkId ? leavingDefaults(link, known.get(link.linkId)!, `links.${index}`) : []),
    ]);
    if (invalid.length > 0) return { status: 'refused', problems: invalid };
    const unknown = links.flatMap((link, index) => unknownEnds(link, facts, `links.${index}`));
    if (unknown.length > 0) return { status: 'refused', problems: unknown };

    const rows = new Map(facts.links);
    let lastId = facts.lastIds.link;
    const missed: Problem[] = [];
    const removedLinks: StockSourceLinkRow[] = [];
    const saved = links.map((link, index) => {
      const pair = { stockId: link.stockId!, sourceId: facts.source(link.sourceCode!)!.sourceId };
      const holder = rows.get(linkKey(pair));
      const stored = link.linkId ? known.get(link.linkId)! : holder;
      if (!stored && link.mustExist) missed.push(problem('LINK_UNKNOWN', `links.${index}.sourceCode`));
      const taken = link.linkId ? holder && holder.publicId !== link.linkId : holder && link.mustBeNew;
      if (taken) missed.push(problem('LINK_TAKEN', `links.${index}.sourceCode`));
      const row = { ...merged(link, stored ?? { ...newRow(at), ...pair, linkId: ++lastId }, at), ...pair };
      if (stored && linkKey(stored) !== linkKey(pair)) {
        rows.delete(linkKey(stored));
        removedLinks.push(stored);
      }
      rows.set(linkKey(pair), row);
      known.set(row.publicId, row);
      return row;
    });
    if (missed.length > 0) return { status: 'refused', problems: missed };
    return {
      status: 'done',
      view: { linkIds: saved.map((row) => row.publicId) },
      delta: { links: saved, removedLinks },
    };
  },
};

function lost(index: number): Problem {
  return problem('LINK_UNKNOWN', `links.${index}.linkId`);
}

/** A change of a stored link, with the ends that it does not speak of; what is there already need not be given. */
function completed(link: StockSourceLinkToSave, row: StockSourceLinkRow, facts: Topology): StockSourceLinkToSave {
  const { stockId, sourceCode } = endsOf(row, facts);
  return { ...link, stockId: link.stockId ?? stockId, sourceCode: link.sourceCode ?? sourceCode, mustExist: true };
}

function validationProblems(link: StockSourceLinkToSave, path: string): Problem[] {
  return [
    ...emptyField(link.sourceCode, 'sourceCode', path),
    ...whitespaceInField(link.sourceCode, 'sourceCode', path),
    ...(link.stockId ? [] : [problem('FIELD_EMPTY', `${path}.stockId`, { field: 'stockId' })]),
    ...(priorityFits(link) ? [] : [problem('FIELD_NOT_POSITIVE', `${path}.priority`, { field: 'priority' })]),
    ...(isDefaultPair(link) ? [] : defaultsInLink(link, path)),
  ];
}

function leavingDefaults({ stockId }: StockSourceLinkToSave, row: StockSourceLinkRow, path: string): Problem[] {
  return row.stockId === DEFAULT_STOCK && stockId !== DEFAULT_STOCK ? [problem('LINK_OF_DEFAULTS', path)] : [];
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
