/** A report that was saved as JSON and is dropped again: shown as what it is, whatever stands in it. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accessible, choose, DATA, open, savedJson, shows, soon, test, verdict, view } from './harness.mjs';

/** Without the picker a file is a download, which can be read here. */
const withoutPicker = () => {
  delete window.showSaveFilePicker;
};

const MARKUP = '"><img src=x onerror=alert(1)><script>alert(2)</script>';

async function saveJson(page, name = 'Save JSON') {
  return (await savedJson(page, { names: true, button: name })).text;
}

const rail = (page) =>
  page.getByRole('navigation', { name: 'Views of the report' }).getByRole('link').allInnerTexts();

/** Writes what was saved, and drops it. */
async function again(page, folder, text, name = 'again.report.json') {
  const path = join(folder, name);
  await writeFile(path, text);
  await choose(page, path);
}

const note = (page) => page.getByRole('region', { name: 'A saved report' });

test('saved report: dropped again it is shown again, under whose word it is, with what a report alone can serve', async ({
  page,
  url,
  folder,
}) => {
  await page.addInitScript(withoutPicker);
  await open(page, url);
  await choose(page, DATA.fails);
  await verdict(page, 'Will not restore');
  const summary = await page.locator('.verdict-summary').innerText();
  const findings = await page.locator('.top-findings').innerText();
  const text = await saveJson(page);
  await again(page, folder, text);
  await shows(note(page), /not checked again\. .*Backup Inspector \d/);
  await verdict(page, 'Will not restore');
  assert.equal(await page.locator('.verdict-summary').innerText(), summary);
  assert.equal(await page.locator('.top-findings').innerText(), findings);
  const views = await rail(page);
  assert.deepEqual(
    views.map((each) => each.replace(/^\d+\s*|\s*\d+$/g, '')),
    ['Summary', 'Findings', 'Ticket'],
  );
  // Nothing can be done about a backup that is not there.
  assert.equal(await page.locator('.verdict-next').count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Save JSON' }).count(), 0);
  await accessible(page, 'saved report, summary');
  await view(page, 'Findings');
  await shows(note(page), /not checked again/);
  await accessible(page, 'saved report, findings');
  await view(page, 'Ticket');
  await soon(async () => assert.match(await page.locator('#ticket-text').inputValue(), /- File: fails/));
  await accessible(page, 'saved report, ticket');
  // An address of a view that it does not have leads to one that it has.
  await page.goto(`${url}#v1/copy`);
  await choose(page, join(folder, 'again.report.json'));
  await note(page).waitFor();
});

test('saved report: the reports of all are a table again, each with its day', async ({
  page,
  url,
  folder,
}) => {
  await page.addInitScript(withoutPicker);
  await open(page, url);
  await choose(page, DATA.good, DATA.losses);
  await page.locator('.several [role=grid]').waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.several .table-row').length === 2);
  await soon(async () => assert.equal(await page.getByText('not read yet').count(), 0));
  const lines = (await saveJson(page, 'Save JSON of all'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(lines.length, 2);
  lines[0].judged_at = '2026-03-04T05:06:07Z';
  await again(page, folder, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`, 'reports.ndjson');
  await page.getByRole('gridcell', { name: 'saved, not checked again' }).first().waitFor();
  assert.equal(await page.getByRole('gridcell', { name: 'saved, not checked again' }).count(), 2);
  await page.locator('.several .table-row', { hasText: 'good.zip' }).click();
  await shows(note(page), /^Saved on .*2026.*, not checked again\./);
});

test('saved report: whatever stands in it is text, and what is none is refused with its reason', async ({
  page,
  url,
  folder,
}) => {
  const dialogs = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.addInitScript(withoutPicker);
  await open(page, url);
  await choose(page, DATA.fails);
  await verdict(page);
  const sound = JSON.parse(await saveJson(page));
  const hostile = (change) => {
    const copy = structuredClone(sound);
    change(copy);
    return JSON.stringify(copy);
  };
  const finding = {
    ...sound.findings[0],
    code: 'some-thing-new',
    message: MARKUP,
    effect: MARKUP,
    entry: MARKUP,
  };
  const lines = [
    hostile((report) => {
      report.source.file_name = MARKUP;
      report.verdict.summary = `${MARKUP}${'long '.repeat(100_000)}`;
      report.verdict.server_message = MARKUP;
      report.tool.version = MARKUP;
      report.judged_at = MARKUP;
      report.findings = Array.from({ length: 3_000 }, () => finding);
      report.finding_counts = { 'some-thing-new': 9e15 };
      report.estimate = MARKUP;
      report.app = { name: { toString: 1 } };
    }),
    hostile((report) => (report.verdict.outcome = 'perfect')),
    hostile((report) => (report.source = 7)),
    hostile((report) => (report.finding_counts = { constructor: 1 })),
    hostile((report) => (report.findings = `${MARKUP}`)),
    hostile((report) => (report.findings[0].event_index = -1)),
    hostile((report) => (report.deep = JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`))),
    '{"schema_version": 1,',
  ];
  await again(page, folder, lines.join('\n'), 'hostile.ndjson');
  // The first and the one that is only deep where nobody looks are shown, five and the broken end are not.
  await page.getByText('6 saved reports left out').click();
  await page.getByText(/Report 2: .*perfect/).waitFor();
  await page.locator('.several .table-row').first().click();
  await note(page).waitFor();
  await shows(page.locator('.verdict-summary'), /onerror/);
  await view(page, 'Findings');
  await page.getByRole('treegrid').waitFor();
  await accessible(page, 'hostile findings');
  assert.equal(await page.locator('img, script:not([src])', { hasText: 'alert' }).count(), 0);
  assert.equal(await page.locator('main img').count(), 0);
  assert.deepEqual(dialogs, []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});

test('saved report: longer than is read, it is named and not shown', async ({ page, url, folder }) => {
  await open(page, url);
  const text = `{"schema_version":1,"tool":{"name":"backup-inspector","version":"0.1.0"},"x":"${'y'.repeat(33 * 2 ** 20)}"}`;
  await again(page, folder, text, 'huge.json');
  await shows(page.locator('.verdict-summary'), /saved report/);
  await page.getByText('There is more in the file than is shown.').waitFor();
});
