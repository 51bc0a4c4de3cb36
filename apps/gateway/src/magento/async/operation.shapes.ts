import { problem, type Problem } from '#contracts/problems';
import { OPERATION } from '#messaging/bulks.sql';
import { refusalOf } from '../refusals.rules.js';
import { errorBody, rendered } from '../webapi/errors.js';
import { shown } from '../webapi/shown.js';
import { bool, int, list, object, text, type Type } from '../webapi/types.js';
import type { BulkView, OperationView } from './bulks.queries.js';
import type { Services } from './services.js';

const API = 'Magento\\AsynchronousOperations\\Api\\Data';
const orNone = (type: Type<unknown>, name: string) => ({ ...type, schema: { type: [name, 'null'] } });

/** What is answered when a bulk has been accepted. MSI contract A8. */
export const ACCEPTED_SHOWN = shown(
  object(`${API}\\AsyncResponseInterface`, {
    bulkUuid: text,
    requestItems: list(
      shown(
        object(`${API}\\ItemStatusInterface`, {
          ...{ id: int, dataHash: text, status: text, errorMessage: text, errorCode: int },
        }),
        { sometimes: ['errorMessage', 'errorCode'] },
      ),
    ),
    errors: bool,
  }),
);

const SUMMARY = { id: int, status: int, resultMessage: orNone(text, 'string'), errorCode: orNone(int, 'integer') };
const DETAILS = { bulkUuid: text, topicName: text, serializedData: text, resultSerializedData: orNone(text, 'string') };
const BULK = {
  extensionAttributes: shown(object(`${API}\\BulkSummaryExtensionInterface`, {})),
  ...{ bulkId: text, description: text, startTime: text, userId: int, userType: int, operationCount: int },
};

/** How a bulk stands, as it is answered. */
export const STATUS_SHOWN = shown(
  object(`${API}\\BulkOperationsStatusInterface`, {
    operationsList: list(shown(object(`${API}\\SummaryOperationStatusInterface`, SUMMARY))),
    ...BULK,
  }),
);

/** The same with what was sent and what came of it. */
export const DETAILS_SHOWN = shown(
  object(`${API}\\DetailedBulkOperationsStatusInterface`, {
    operationsList: list(shown(object(`${API}\\DetailedOperationStatusInterface`, { ...SUMMARY, ...DETAILS }))),
    ...BULK,
  }),
);

/** An operation as a search answers it. */
export const OPERATION_SHOWN = shown(
  object(`${API}\\OperationInterface`, {
    ...{ ...SUMMARY, ...DETAILS },
    extensionAttributes: shown(object(`${API}\\OperationExtensionInterface`, { startTime: text })),
  }),
);

/** Why a request was rejected, rendered, and the whole body that the route would have answered, as JSON. */
export interface Rejection {
  message: string;
  body: string;
}

/** What Magento keeps of a request. MSI contract A8. */
export function serializedData(request: string): string {
  return JSON.stringify({ entity_id: null, entity_link: '', meta_information: request });
}

/** How a bulk stands, without its operations. */
export function toMagentoBulk({ bulkUuid, topic, startedAt, userId, userType, operationCount }: BulkView): object {
  return {
    extension_attributes: {},
    bulk_id: bulkUuid,
    description: `Topic ${topic}`,
    start_time: magentoTime(startedAt),
    user_id: userId,
    user_type: userType,
    operation_count: operationCount,
  };
}

/** How an operation stands. */
export function toMagentoStatus(operation: OperationView, services: Services): object {
  const { message, code } = toldOf(operation, services);
  return { id: operation.id, status: operation.status, result_message: message, error_code: code };
}

/** The same with what was sent and what came of it. */
export function toMagentoDetails(operation: OperationView, services: Services): object {
  return {
    id: operation.id,
    bulk_uuid: operation.bulkUuid,
    topic_name: operation.topicName,
    serialized_data: serializedData(operation.serializedData),
    result_serialized_data: toldOf(operation, services).body,
    ...toMagentoStatus(operation, services),
  };
}

/** An operation that a search found. */
export function toMagentoOperation(operation: OperationView, services: Services): object {
  const extension = { start_time: magentoTime(operation.startTime) };
  return { ...toMagentoDetails(operation, services), extension_attributes: extension };
}

/** What the route would have said to a client that had waited: its message, and its whole body. */
interface Told {
  message: string | null;
  code: number | null;
  body: string | null;
}

function toldOf({ status, result, topicName, command }: OperationView, services: Services): Told {
  if (status === OPERATION.open) return { message: null, code: null, body: null };
  if (status === OPERATION.rejected) {
    const { message, body = JSON.stringify({ message }) } = result as Pick<Rejection, 'message'> & Partial<Rejection>;
    return { message, code: 0, body };
  }
  const write = services.get(topicName)?.write;
  if (status === OPERATION.complete) {
    const answer = write?.answerOf(result as object);
    const body = answer === undefined ? null : JSON.stringify(answer);
    return { message: `Service execution success ${write?.service ?? topicName}`, code: null, body };
  }
  const problems = result as Problem[];
  const error = refusalOf(command, problems.length > 0 ? problems : [problem('COMMAND_FAILED', '')]);
  return { message: rendered(error), code: 0, body: JSON.stringify(errorBody(error)) };
}

function magentoTime(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}
