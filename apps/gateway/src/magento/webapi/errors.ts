/** Values for a template: by name for `%field`, by position for `%1`. */
export type Parameters = Record<string, string | number> | (string | number)[];

/** One of several errors of a request; `message` is a template that the client fills in. MSI contract A3. */
export interface ErrorEntry {
  message: string;
  parameters: Parameters;
}

/** A request that is answered with an error; `message` is a template that the client fills in. MSI contract A3. */
export class MagentoError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly parameters: Parameters = {},
    readonly errors: ErrorEntry[] = [],
  ) {
    super(message);
  }
}

/** The body that tells of an error. */
export function errorBody({ message, parameters, errors }: MagentoError): object {
  return {
    message,
    ...(Object.keys(parameters).length > 0 && { parameters: templateParameters(parameters) }),
    ...(errors.length > 0 && {
      errors: errors.map((entry) => ({ ...entry, parameters: templateParameters(entry.parameters) })),
    }),
  };
}

/** The error of required parameters that are not given, one or several. MSI contract A3 and A4. */
export function requiredFields(names: string[]): MagentoError {
  const message = '"%fieldName" is required. Enter and try again.';
  const errors = names.map((fieldName) => ({ message, parameters: { fieldName } }));
  if (errors.length === 1) return new MagentoError(400, message, errors[0]!.parameters);
  return new MagentoError(400, 'One or more input exceptions have occurred.', {}, errors);
}

/** What is said of a URL that no route can read. */
export const MALFORMED_URL =
  'The URL is malformed: escape what is not a letter, a digit or one of "-", "_", "." and "~".';

/** A template with its values filled in. */
export function rendered({ message, parameters }: ErrorEntry): string {
  const values = Array.isArray(parameters)
    ? Object.fromEntries(parameters.map((value, index) => [String(index + 1), value]))
    : parameters;
  return message.replace(/%(\w+)/g, (whole, name: string) => String(values[name] ?? whole));
}

/** PHP has one kind of empty array. */
function templateParameters(parameters: MagentoError['parameters']): MagentoError['parameters'] {
  return Object.keys(parameters).length > 0 ? parameters : [];
}
