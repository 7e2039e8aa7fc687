import assert from 'node:assert/strict';
import { accessible, choose, DATA, largeEnough, open, shows, soon, test, verdict } from './harness.mjs';

/** Waits until a chapter is there. */
function chapter(page, title) {
  return shows(page.locator('main.guide h1'), title);
}

test('guide: each of six people finds the way from the landing page', async ({ page, url }) => {
  await open(page, url);
  const people = page.getByRole('region', { name: 'Which of these are you?' }).getByRole('link');
  await soon(async () => assert.equal(await people.count(), 6));
  const ways = await people.evaluateAll((links) =>
    links.map((link) => [link.getAttribute('href'), link.querySelector('.people-start').textContent]),
  );
  for (const [href, title] of ways) {
    const [, name, part] = /^#guide\/([a-z-]+)(?:\/([a-z-]+))?$/.exec(href);
    await page.locator(`.people a[href="${href}"]`).click();
    if (part === undefined) await chapter(page, title);
    else await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.id), part));
    assert.ok(page.url().endsWith(href), name);
    await page.goBack();
    await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  }
});

test('guide: every link in it leads somewhere, and no text became markup', async ({ page, url }) => {
  await page.goto(`${url}#guide`);
  await chapter(page, 'Guide');
  const names = await page
    .locator('main.guide a')
    .evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute('href')))]);
  assert.ok(names.length > 7, names.join());
  const open = [...names];
  const seen = new Set();
  for (let href = open.pop(); href !== undefined; href = open.pop()) {
    if (seen.has(href) || href === '#guide') continue;
    seen.add(href);
    assert.match(href, /^#guide\/|^\S+#v1\//);
    if (!href.startsWith('#guide/')) continue;
    await page.goto(`${url}${href}`);
    const [, name, part] = href.split('/');
    await page.locator(`.guide-list a[aria-current=page][href="#guide/${name}"]`).waitFor();
    if (part !== undefined) await page.locator(`#${part}`).waitFor();
    open.push(
      ...(await page
        .locator('main.guide a')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')))),
    );
    // Nothing of Markdown is left over in the text.
    const left = await page.locator('.guide-text').evaluate((text) => {
      const copy = text.cloneNode(true);
      for (const code of copy.querySelectorAll('code')) code.remove();
      return /\*\*|`|\]\(|&[a-z]+;/.exec(copy.textContent)?.[0] ?? null;
    });
    assert.equal(left, null, href);
  }
  assert.ok(seen.size >= 8, [...seen].join());
});

test('guide: from a report that fails to its chapter, and back to the report', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.fails);
  await verdict(page, 'Will not restore');
  await page.getByRole('link', { name: 'The restore failed' }).click();
  await chapter(page, 'The restore failed');
  await soon(async () => assert.equal(await page.title(), 'The restore failed · Guide · Backup Inspector'));
  await page.goBack();
  await verdict(page, 'Will not restore');
  await page.goForward();
  await chapter(page, 'The restore failed');
  await page.getByRole('button', { name: 'Back to the report' }).click();
  await verdict(page, 'Will not restore');
  // What is dropped over a chapter is shown.
  await page.getByRole('link', { name: 'Guide', exact: true }).click();
  await chapter(page, 'Guide');
  await choose(page, DATA.good);
  await verdict(page, 'Will restore');
});

test('guide: by keyboard alone, with the focus on what is read', async ({ page, url }) => {
  await open(page, url);
  const focus = () => page.evaluate(() => document.activeElement.textContent);
  for (let presses = 0; (await focus()) !== 'Guide'; presses += 1) {
    assert.ok(presses < 12, await focus());
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await chapter(page, 'Guide');
  await soon(async () => assert.equal(await focus(), 'Guide'));
  for (let presses = 0; (await focus()) !== 'Before you upload'; presses += 1) {
    assert.ok(presses < 12, await focus());
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await chapter(page, 'Before you upload');
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1'));
});

test('guide: a chapter offers its example, and a command can be copied', async ({ page, url, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${url}#guide/the-server-is-gone`);
  await chapter(page, 'The server is gone');
  await page
    .getByRole('button', { name: /^Copy: backup-inspector export/ })
    .first()
    .click();
  await soon(async () =>
    assert.match(
      await page.evaluate(() => navigator.clipboard.readText()),
      /^backup-inspector export backup\.zip/,
    ),
  );
  await page.goto(`${url}#guide/before-you-upload`);
  await page.getByRole('button', { name: 'Open an example: Squidex' }).click();
  await verdict(page, 'Will restore, with losses');
});

test('guide: works offline and asks for nothing', async ({ page, url, context }) => {
  await open(page, url);
  await page.evaluate(
    () =>
      new Promise((done) => {
        const look = () =>
          performance.getEntriesByType('resource').some(({ name }) => /\/guide-[^/]*\.js$/.test(name))
            ? done()
            : setTimeout(look, 100);
        look();
      }),
  );
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Guide', exact: true }).click();
  await chapter(page, 'Guide');
  const requests = [];
  // The icon is fetched from memory with every change of the address.
  page.on('request', (request) => {
    if (!request.url().startsWith('blob:')) requests.push(request.url());
  });
  await page.getByRole('link', { name: 'One time, one version' }).first().click();
  await chapter(page, 'One time, one version');
  assert.deepEqual(requests, []);
});

test('guide: an address without a chapter says so', async ({ page, url }) => {
  await page.goto(`${url}#guide/no-such-chapter`);
  await page.getByText('There is no chapter of that name').waitFor();
  await page.getByRole('button', { name: 'Back to the start' }).click();
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
});

for (const colorScheme of ['light', 'dark'])
  test(
    `guide: accessible, ${colorScheme}, nothing cut off at 320 px`,
    async ({ page, url }) => {
      await page.goto(`${url}#guide`);
      await chapter(page, 'Guide');
      const hrefs = await page
        .locator('.guide-index dt a')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      assert.equal(hrefs.length, 7);
      for (const href of ['#guide', ...hrefs]) {
        await page.goto(`${url}${href}`);
        await soon(async () => assert.ok((await page.locator('main.guide h1').innerText()).length > 0));
        await accessible(page, href);
        await largeEnough(page, href);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(over <= 0, `${href}: ${over} px wider than the window`);
      }
    },
    { viewport: { width: 320, height: 700 }, colorScheme },
  );
