import { describe, expect, it } from 'vitest';
import { judgeLink } from './link.ts';

describe('the link of a ticket', () => {
  it.each([
    'https://files.example.org/backup.zip',
    'https://www.dropbox.com/s/abc/backup.zip?dl=1',
    'https://drive.google.com/uc?export=download&id=abc',
    'https://contoso.sharepoint.com/:u:/s/x/abc?e=1&download=1',
    'https://storage.example.org/b?X-Amz-Signature=1',
    'ftp://files.example.org/backup.zip',
  ])('%s gives a file, as far as can be told', (link) => expect(judgeLink(link)).toBeNull());

  it.each([
    [
      'https://drive.google.com/file/d/1AbC_d-e/view?usp=sharing',
      'Google Drive',
      'https://drive.google.com/uc?export=download&id=1AbC_d-e',
    ],
    [
      'https://drive.google.com/open?id=1AbC',
      'Google Drive',
      'https://drive.google.com/uc?export=download&id=1AbC',
    ],
    ['https://www.dropbox.com/s/abc/b.zip?dl=0', 'Dropbox', 'https://www.dropbox.com/s/abc/b.zip?dl=1'],
    [
      'https://www.dropbox.com/scl/fi/abc/b.zip?rlkey=k',
      'Dropbox',
      'https://www.dropbox.com/scl/fi/abc/b.zip?rlkey=k&dl=1',
    ],
    ['https://1drv.ms/u/s!abc', 'OneDrive', null],
    [
      'https://contoso.sharepoint.com/:u:/s/x/abc',
      'SharePoint',
      'https://contoso.sharepoint.com/:u:/s/x/abc?download=1',
    ],
    ['https://we.tl/t-abc', 'WeTransfer', null],
  ])('%s shows a page', (link, host, better) =>
    expect(judgeLink(link)).toEqual({ fault: 'preview', host, better }),
  );

  it.each(['C:\\backups\\b.zip', 'backup.zip', 'mailto:a@b.example', 'javascript:alert(1)'])(
    '%s is no address',
    (link) => expect(judgeLink(link)?.fault).toBe('no-address'),
  );

  it.each([
    'file:///C:/backup.zip',
    'http://localhost:8080/b.zip',
    'http://192.168.1.7/b.zip',
    'https://nas/b.zip',
    'https://nas.local/b.zip',
    'http://[::1]/b.zip',
  ])('%s is reached from here alone', (link) => expect(judgeLink(link)?.fault).toBe('not-reachable'));
});
