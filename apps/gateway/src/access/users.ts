import { Transform } from 'class-transformer';
import { ValidateBy, type ValidationArguments } from 'class-validator';

/** Somebody who may use some of Magento's ACL resources only, named by ids as `Magento_InventoryApi::stock`. */
export interface User {
  username: string;
  password: string;
  resources: string[];
}

/** The ACL resource that holds all others. */
export const ALL_RESOURCES = 'Magento_Backend::all';

/** Reads a setting that is a JSON list of {@link User}s, none of whom has the name of another or of the administrator. */
export function UserList(): PropertyDecorator {
  const parsed = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? read(value) : value));
  const checked = ValidateBy({
    name: 'userList',
    validator: {
      validate: (value: unknown, args?: ValidationArguments) => areUsers(value) && haveNames(value, args?.object),
      defaultMessage: (args) =>
        `${args?.property} must be a JSON list of {"username", "password", "resources": […]}, each with a name of its own`,
    },
  });
  return (target, key) => {
    parsed(target, key);
    checked(target, key);
  };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function areUsers(value: unknown): value is User[] {
  return Array.isArray(value) && value.every(isUser);
}

function isUser(value: unknown): boolean {
  const { username, password, resources } = (value ?? {}) as Record<string, unknown>;
  const isText = (one: unknown) => typeof one === 'string' && one !== '';
  return isText(username) && isText(password) && Array.isArray(resources) && resources.every(isText);
}

function haveNames(users: User[], settings: object | undefined): boolean {
  const { ADMIN_USERNAME } = (settings ?? {}) as { ADMIN_USERNAME?: string };
  const names = [ADMIN_USERNAME, ...users.map(({ username }) => username)];
  return new Set(names).size === names.length;
}
