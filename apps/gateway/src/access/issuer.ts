import { isIP } from 'node:net';

/**
 * Who issues the tokens of an organization that is reached at an origin: `https://auth.<domain>`. Commerce Layer's client takes the domain out of it
 * and calls `https://<slug>.<domain>/api`, which must be a URL even if it goes elsewhere; an IP address has no names below it and
 * gives way to `localhost`. Commerce Layer contract §2, Authentication, and §5, Host.
 */
export function issuerOf(origin: string, slug: string): string {
  const { hostname, port } = URL.canParse(origin) ? new URL(origin) : { hostname: '', port: '' };
  const named = hostname === '' || isIP(hostname.replace(/^\[|\]$/g, '')) ? 'localhost' : hostname;
  const domain = named.startsWith(`${slug}.`) ? named.slice(slug.length + 1) : named;
  return `https://auth.${domain}${port && `:${port}`}`;
}
