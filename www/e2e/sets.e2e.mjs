/** Files of one drop never mix: what is shown, copied and checked of one comes from its own file. Needs `BI_CLI`. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { choose, DATA, open, shows, test, verdict, view } from './harness.mjs';

const cli = process.env.BI_CLI;

if (cli) {
  test('sets: a copy of the second of two backups of one layout is made of the second', async ({
    page,
    url,
    folder,
  }) => {
    const paths = ['north', 'south'].map((name) => {
      const path = join(folder, `${name}.zip`);
      const { status, stderr } = spawnSync(
        cli,
        ['repack', DATA.losses, '--name', `shop-${name}`, '-o', path, '--quiet'],
        { encoding: 'utf8' },
      );
      assert.ok(status === 0 || status === 1, stderr);
      return path;
    });
    await open(page, url);
    await choose(page, ...paths);
    await page.getByText('south.zip').first().click();
    await verdict(page);
    await view(page, 'Make a copy');
    await page.getByLabel('New app name').fill('shop-east');
    await page.getByRole('button', { name: 'Preview the copy' }).click();
    await shows(page.locator('main'), /shop-south.{0,10} becomes .{0,3}shop-east/s);
    assert.ok(!(await page.locator('main').innerText()).includes('shop-north'));
  });
}
