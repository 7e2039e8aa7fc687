/** The link that support shall download the backup from: what can be told of it without following it. */

export type LinkFault =
  /** No address at all. */
  | 'no-address'
  /** A place that only this machine or this network reaches. */
  | 'not-reachable'
  /** A page that shows the file, or asks to log in, in place of the file. */
  | 'preview';

export interface LinkAdvice {
  fault: LinkFault;
  /** Who shows the page: "Google Drive". */
  host: string | null;
  /** The same file without the page around it, where the host has such an address. */
  better: string | null;
}

interface Host {
  name: string;
  of(host: string): boolean;
  /** `null`: it gives the file. */
  judge(address: URL): { better: string | null } | null;
}

const below = (domain: string) => (host: string) => host === domain || host.endsWith(`.${domain}`);

function withParameter(address: URL, name: string, value: string): string {
  const better = new URL(address);
  better.searchParams.set(name, value);
  return better.href;
}

const HOSTS: readonly Host[] = [
  {
    name: 'Google Drive',
    of: (host) => host === 'drive.google.com' || host === 'docs.google.com',
    judge(address) {
      if (address.searchParams.get('export') === 'download') return null;
      const id = /\/d\/([\w-]+)/.exec(address.pathname)?.[1] ?? address.searchParams.get('id');
      return { better: id === null ? null : `https://drive.google.com/uc?export=download&id=${id}` };
    },
  },
  {
    name: 'Dropbox',
    of: below('dropbox.com'),
    judge: (address) =>
      address.searchParams.get('dl') === '1' || address.searchParams.get('raw') === '1'
        ? null
        : { better: withParameter(address, 'dl', '1') },
  },
  {
    name: 'OneDrive',
    of: (host) => host === '1drv.ms' || below('onedrive.live.com')(host) || below('onedrive.com')(host),
    judge: (address) =>
      address.pathname.startsWith('/download') || address.searchParams.get('download') === '1'
        ? null
        : { better: null },
  },
  {
    name: 'SharePoint',
    of: below('sharepoint.com'),
    judge: (address) =>
      address.searchParams.get('download') === '1'
        ? null
        : { better: withParameter(address, 'download', '1') },
  },
  {
    name: 'WeTransfer',
    of: (host) => host === 'we.tl' || below('wetransfer.com')(host),
    judge: () => ({ better: null }),
  },
  {
    name: 'MEGA',
    of: (host) => below('mega.nz')(host) || below('mega.io')(host),
    judge: () => ({ better: null }),
  },
  { name: 'iCloud', of: below('icloud.com'), judge: () => ({ better: null }) },
];

/** Names and numbers that mean another machine to whoever reads the ticket (RFC 1918, RFC 6761, RFC 4291). */
function isPrivate(host: string): boolean {
  return (
    /^(localhost|.*\.(localhost|local|internal|lan|home\.arpa))$/.test(host) ||
    /^(127|10|0)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^169\.254\./.test(host) ||
    /^\[(::1?|f[cd][0-9a-f]{2}:.*|fe80:.*)\]$/.test(host) ||
    !/[.:]/.test(host)
  );
}

/** What is wrong with a link; `null` if nothing can be said against it. */
export function judgeLink(text: string): LinkAdvice | null {
  const bare = { host: null, better: null };
  let address: URL;
  try {
    address = new URL(text.trim());
  } catch {
    return { fault: 'no-address', ...bare };
  }
  if (address.protocol === 'file:') return { fault: 'not-reachable', ...bare };
  if (address.protocol !== 'https:' && address.protocol !== 'http:' && address.protocol !== 'ftp:')
    return { fault: 'no-address', ...bare };
  if (isPrivate(address.hostname)) return { fault: 'not-reachable', ...bare };
  const host = HOSTS.find(({ of }) => of(address.hostname));
  const preview = host?.judge(address) ?? null;
  return preview === null ? null : { fault: 'preview', host: host?.name ?? null, better: preview.better };
}
